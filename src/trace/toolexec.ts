import fs from "node:fs";
import path from "node:path";
import { templatesDirectory } from "../config/package-files.ts";
import { diskError } from "../fs/disk-error.ts";
import { removeTree } from "../fs/remove.ts";

/** A directory of this trace's own, with the program that go starts its tools through. */
export interface Toolexec {
  /** Where that program writes what it saw. */
  readonly dir: string;
  /** A word for GOFLAGS. */
  readonly flag: string;
  /** Takes the directory away. A tool that still runs finishes its work, unseen. */
  readonly remove: () => void;
}

/**
 * Made in one of `parents`: the first that may hold programs and has no space in its name, because go before
 * 1.20 knows no quotes in GOFLAGS; if there is none, the last that can be written.
 */
export function makeToolexec(parents: readonly string[]): Toolexec {
  let made: Toolexec | undefined;
  let failure: unknown;
  for (const parent of parents.filter(canBeQuoted)) {
    try {
      const next = makeIn(parent);
      made?.remove();
      made = next;
      if (isPlain(next.dir)) break;
    } catch (error) {
      failure = error;
    }
  }
  if (made !== undefined) return made;
  throw diskError(failure, "cannot make a directory for the trace");
}

/** Quotes in GOFLAGS know no escape. */
function canBeQuoted(dir: string): boolean {
  return path.isAbsolute(dir) && !/['"\n]/.test(dir);
}

function makeIn(parent: string): Toolexec {
  const dir = fs.mkdtempSync(path.join(parent, "gov-trace-"));
  const remove = () => {
    // A tool that still runs would write into it while it is emptied.
    const aside = `${dir}.removed`;
    fs.renameSync(dir, aside);
    removeTree(aside);
  };
  try {
    fs.copyFileSync(path.join(templatesDirectory(), "toolexec.sh"), scriptIn(dir));
    fs.chmodSync(scriptIn(dir), 0o700);
    return { dir, flag: flagFor(dir), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function scriptIn(dir: string): string {
  return path.join(dir, "toolexec.sh");
}

/** go splits the value of -toolexec into words once more: hence the inner quotes. */
function flagFor(dir: string): string {
  const script = scriptIn(dir);
  return isPlain(dir) ? `-toolexec=${script}` : `'-toolexec=/bin/sh "${script}"'`;
}

/** Can the script be started, and its path stand in GOFLAGS as it is? */
function isPlain(dir: string): boolean {
  if (!/^[\w./+-]+$/.test(dir)) return false;
  try {
    fs.accessSync(scriptIn(dir), fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
