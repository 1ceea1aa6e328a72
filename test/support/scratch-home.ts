import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A temporary directory with a home directory and, beside it, a project directory. */
export interface ScratchHome {
  readonly dir: string;
  readonly home: string;
  readonly project: string;
  /** The gov root below `home`; not made yet. */
  readonly root: string;
}

/** A scratch home for one test, removed when that test is over. */
export function scratchHome(): ScratchHome {
  const scratch = makeScratchHome();
  onTestFinished(() => removeTree(scratch.dir));
  return scratch;
}

/** For `beforeAll`: whoever calls this also calls `removeTree(scratch.dir)`. */
export function makeScratchHome(): ScratchHome {
  // The real path, so that what gov prints can be compared with it where the temp directory is a link.
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "gov-test-")));
  const home = path.join(dir, "home");
  const project = path.join(dir, "project");
  fs.mkdirSync(home);
  fs.mkdirSync(project);
  return { dir, home, project, root: path.join(home, ".gov") };
}

/** Removes a tree, read-only directories included. */
export function removeTree(dir: string): void {
  makeWritable(dir);
  fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}

function makeWritable(dir: string): void {
  const stat = fs.lstatSync(dir, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory()) return;
  if ((stat.mode & 0o700) !== 0o700) fs.chmodSync(dir, 0o700);
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(path.join(dir, entry.name));
  }
}
