import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { type EraVersion, ensureEras, ensureSeed, type SeedVersion, SYSTEM_PATH } from "../support/seed.ts";
import { sharedCache, type World } from "./world.ts";

/** Installs the releases and compiles what the project of a world needs, for `beforeAll`: both are slow. */
export async function warmUp(...versions: readonly (SeedVersion | EraVersion)[]): Promise<void> {
  const roots = [await ensureSeed(inject("runDir")), await ensureEras(inject("runDir"))];
  for (const version of versions) {
    const go = roots
      .map((root) => path.join(root, "versions", version, "go", "bin", "go"))
      .find((file) => fs.existsSync(file));
    if (go === undefined) throw new Error(`there is no Go ${version}`);
    const home = path.join(inject("runDir"), "warm-up");
    const env = { HOME: home, PATH: SYSTEM_PATH, GOCACHE: sharedCache(), GOTOOLCHAIN: "local" };
    await promisify(execFile)(go, ["build", "testing", "net"], { env });
  }
}

/** The directory of compile, link and vet in a tree, which has one platform. */
export function toolDir(goroot: string): string {
  const tools = path.join(goroot, "pkg", "tool");
  const [platform = ""] = fs.readdirSync(tools);
  return path.join(tools, platform);
}

/** Puts a file or a directory of a tree away; the result puts it back in the place of whatever stands there. */
export function putAway(world: World, file: string): () => void {
  const kept = fs.mkdtempSync(path.join(world.dir, "kept-"));
  fs.renameSync(file, path.join(kept, "it"));
  return () => {
    fs.rmSync(file, { recursive: true, force: true });
    fs.renameSync(path.join(kept, "it"), file);
  };
}

/** Puts a copy of `source` in the place of `file`; the result puts the old one back. */
export function swapFor(world: World, file: string, source: string): () => void {
  const restore = putAway(world, file);
  fs.copyFileSync(source, file);
  return restore;
}

/** A PATH with the go of a release first, as `gov env --export` makes it: gov's shims do not decide. */
export function withoutShim(world: World, version: string): { readonly PATH: string } {
  return { PATH: `${world.goroot(version)}/bin:${path.join(world.root, "shims")}:${SYSTEM_PATH}` };
}

/** Lines into the file that `go env -w` writes. */
export function writeGoEnv(world: World, ...lines: readonly string[]): string {
  const file = path.join(world.home, ".config", "go", "env");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}
