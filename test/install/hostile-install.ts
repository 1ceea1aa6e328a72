import fs from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { type Context, readContext } from "../../src/config/context.ts";
import { homeAt } from "../../src/config/home.ts";
import { readSettings } from "../../src/config/settings.ts";
import { GovError } from "../../src/errors.ts";
import { type InstallResult, installRequests } from "../../src/toolchains/install-requests.ts";
import { openSupply } from "../../src/toolchains/supply.ts";
import type { HostileArchive, HostileClass } from "../support/hostile/archive.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { describeTree } from "../support/tree.ts";
import { FAKE } from "./releases.ts";
import { halfMade, inRoot } from "./world.ts";

/** `gov install --from FILE` refuses each of them, for its own reason, and leaves no trace of it. */
export async function expectAllRefused(archives: HostileClass["archives"]): Promise<void> {
  const scratch = scratchHome();
  for (const archive of archives(makeOutside(scratch))) await expectRefused(scratch, archive);
}

/** What is not hostile is installed: no other reason stands in the way. */
export async function expectInstalled(archive: Buffer): Promise<void> {
  const scratch = scratchHome();
  makeOutside(scratch);
  const file = path.join(scratch.dir, "archive");
  fs.writeFileSync(file, archive);
  expect(await installFile(scratch, file)).toMatchObject({ status: "installed" });
  expect(inRoot(scratch, "versions")).toEqual([FAKE]);
  expect(halfMade(scratch)).toEqual([]);
}

/** A directory that links and paths of hostile archives name. */
export function makeOutside({ dir }: ScratchHome): string {
  const outside = path.join(dir, "outside");
  fs.mkdirSync(outside, { mode: 0o750 });
  fs.writeFileSync(path.join(outside, "file"), "untouched", { mode: 0o640 });
  return outside;
}

async function expectRefused(
  scratch: ScratchHome,
  { spelling, bytes, reason }: HostileArchive,
): Promise<void> {
  const file = path.join(scratch.dir, "archive");
  fs.writeFileSync(file, bytes);
  const before = outsideOf(scratch);
  const error = await installFile(scratch, file).then(
    (result) => (result.status === "failed" ? result.error : undefined),
    (thrown: unknown) => thrown,
  );
  expect(error, `${spelling} was installed`).toBeInstanceOf(GovError);
  const { code, message } = error as GovError;
  expect({ code, spelling }).toEqual({ code: "archive-refused", spelling });
  expect(message, spelling).toMatch(reason);
  expect(message, spelling).not.toMatch(/\p{C}/u);
  expect(leftBehind(scratch), spelling).toEqual([]);
  expect(outsideOf(scratch), spelling).toEqual(before);
}

/**
 * Installs from a file without a process of its own, nobody being asked, and unproven archives welcome: what
 * refuses is the reading of the archive and nothing else.
 */
async function installFile(scratch: ScratchHome, file: string): Promise<InstallResult> {
  const context = contextOf(scratch);
  const { signal } = new AbortController();
  const supply = openSupply(context, readSettings(context), {
    emit: () => {},
    offline: true,
    signal,
    from: file,
  });
  try {
    const platform = { os: "linux", arch: "amd64" };
    const options = { force: false, allowUnproven: true, platform, jobs: 1, signal };
    const [result] = await installRequests([FAKE], options, supply);
    if (result === undefined) throw new Error("there is no result");
    return result;
  } finally {
    await supply.close();
  }
}

function contextOf({ home, project, root }: ScratchHome): Context {
  const env: Readonly<Record<string, string>> = { HOME: home, GOSUMDB: "off", GOPROXY: "off" };
  return {
    ...readContext("0.0.0"),
    rawEnv: env,
    env: (name) => env[name],
    cwd: project,
    homeDir: home,
    home: homeAt(root),
    tty: { stdin: false, stdout: false, stderr: false },
  };
}

/** What a refused archive must not leave: versions, halves of them, and downloads. */
export function leftBehind(scratch: ScratchHome): string[] {
  return [...inRoot(scratch, "versions"), ...halfMade(scratch), ...inRoot(scratch, "cache/downloads")];
}

/** Everything but gov's root, and what of that is not its own business. */
export function outsideOf(scratch: ScratchHome): string[] {
  const own = /^\d+ home\/\.gov(?:\/(?:layout|cache|shims|shell|staging|trash|locks|versions)(?:\/|$| )|$)/;
  return describeTree(scratch.dir).filter((line) => !own.test(line));
}
