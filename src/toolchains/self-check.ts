import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GovError, isSystemError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import { namesIn } from "../fs/names-in.ts";
import { compareVersions, type GoVersion, upstreamName } from "../goversion/version.ts";
import { type Platform, platformName, samePlatform, toolDirName } from "../platform/platform.ts";
import { readVersionLine } from "../platform/tree.ts";
import { type BuildInfo, readBuildInfo } from "./build-info.ts";

/** Without these nothing is built, vetted or tested; every release for which gov checks has them. */
const ESSENTIAL_TOOLS = ["asm", "compile", "link", "vet"] as const;

/** The first release whose programs carry build information; older trees are taken by VERSION alone. */
const FIRST_WITH_BUILD_INFO: GoVersion = { major: "1", minor: "13", patch: "0", kind: "", pre: "" };

const RUN_TIMEOUT_MS = 30_000;

/**
 * Is this tree one release, the one it should be, and does it start here? VERSION and every program must
 * name it; `go version` runs once, unless the tree is for another platform than `host`. A tree that is
 * something else is `archive-refused`, one that does not start `not-executable`.
 */
export async function selfCheck(
  goroot: string,
  version: GoVersion,
  platform: Platform,
  host: Platform,
): Promise<void> {
  const wanted = upstreamName(version);
  const found = readVersionLine(goroot);
  if (found !== wanted) throw refused(wanted, `its VERSION says \`${found}\``);
  if (compareVersions(version, FIRST_WITH_BUILD_INFO) >= 0) checkPrograms(goroot, wanted, platform);
  if (samePlatform(platform, host)) await checkRuns(goroot, wanted, platform);
}

function checkPrograms(goroot: string, wanted: string, platform: Platform): void {
  const suffix = platform.os === "windows" ? ".exe" : "";
  const toolDir = path.join("pkg", "tool", toolDirName(platform));
  const essential = ESSENTIAL_TOOLS.map((tool) => path.join(toolDir, `${tool}${suffix}`));
  const present = namesIn(path.join(goroot, toolDir)).map((tool) => path.join(toolDir, tool));
  const commands = ["go", "gofmt"].map((command) => path.join("bin", `${command}${suffix}`));
  for (const program of new Set([...commands, ...essential, ...present])) {
    checkProgram(goroot, program, wanted, platform);
  }
}

function checkProgram(goroot: string, program: string, wanted: string, platform: Platform): void {
  const info = buildInfoOf(goroot, program, wanted);
  if (info === undefined) throw refused(wanted, `${program} is no program`);
  // An experiment follows the release: `go1.22.5 X:boringcrypto`.
  const [built] = info.version?.split(" ") ?? [];
  if (built !== wanted) throw refused(wanted, `${program} is of ${built ?? "no known release"}`);
  if (info.arch !== platform.arch) {
    throw refused(wanted, `${program} is for ${info.arch ?? "another machine"}, not ${platform.arch}`);
  }
}

function buildInfoOf(goroot: string, program: string, wanted: string): BuildInfo | undefined {
  const file = path.join(goroot, program);
  try {
    return readBuildInfo(file);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) throw refused(wanted, `${program} is missing`);
    throw diskError(error, `cannot read ${file}`);
  }
}

async function checkRuns(goroot: string, wanted: string, platform: Platform): Promise<void> {
  const go = path.join(goroot, "bin", "go");
  const output = await runVersion(go).catch((error: unknown) => {
    throw startFailure(go, platform, error);
  });
  const [, , reported] = output.trim().split(" ");
  if (reported !== wanted) throw refused(wanted, `\`go version\` says \`${output.trim().slice(0, 100)}\``);
}

/** A program just written is busy (`ETXTBSY`) while a fork of this process still has it open. */
async function runVersion(go: string, attempts = 5): Promise<string> {
  try {
    return await runOnce(go);
  } catch (error) {
    if (!isSystemError(error, "ETXTBSY") || attempts <= 1) throw error;
    await sleep(100);
    return runVersion(go, attempts - 1);
  }
}

function runOnce(go: string): Promise<string> {
  // Nothing of the user's may reach it: what it says must come from this tree alone.
  const env = { GOTOOLCHAIN: "local", GOENV: "off" };
  return new Promise((resolve, reject) => {
    execFile(go, ["version"], { env, cwd: "/", timeout: RUN_TIMEOUT_MS }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
}

function startFailure(go: string, platform: Platform, error: unknown): GovError {
  if (isSystemError(error, "ENOENT") && fs.existsSync(go)) {
    return new GovError(
      "not-executable",
      `${go} needs the loader of the GNU C library, which this system (musl, such as Alpine) does not have`,
      { hint: "choose Go 1.21 or newer, which needs no C library", cause: error },
    );
  }
  if (isSystemError(error, "EACCES")) {
    return new GovError("not-executable", `${go} may not be executed: is its file system mounted noexec`, {
      hint: "export GOV_ROOT=/a/path/that/allows/programs",
      cause: error,
    });
  }
  const reason = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
  return new GovError("not-executable", `${go} (${platformName(platform)}) does not start: ${reason}`, {
    hint: "uname -sm; dmesg | tail",
    cause: error,
  });
}

function refused(wanted: string, why: string): GovError {
  return new GovError("archive-refused", `what was unpacked as ${wanted} is not that release: ${why}`, {
    hint: "try another source with --from",
  });
}
