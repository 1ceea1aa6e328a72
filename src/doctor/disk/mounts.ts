import fs from "node:fs";
import path from "node:path";
import { isBelow } from "../../fs/is-below.ts";

/** A file system as it is mounted somewhere. */
export interface Mount {
  readonly point: string;
  /** Such as `rw`, `noexec`, `nosuid`. */
  readonly options: readonly string[];
}

/** The mount that `dir` is on, behind links, or that it would be on; `undefined` where there is no `/proc`. */
export function mountOf(dir: string): Mount | undefined {
  const real = realPath(dir);
  let found: Mount | undefined;
  for (const mount of parseMounts(readProcFile("self/mountinfo"))) {
    // Of two at one place the later one hides the other.
    if (isBelow(real, mount.point) && mount.point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found;
}

/** The lines of mountinfo, see proc_pid_mountinfo(5): blanks in a path are written in octal. */
export function parseMounts(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [, , , , point, options] = line.split(" ");
    if (point === undefined || options === undefined) return [];
    const unescaped = point.replace(/\\([0-7]{3})/g, (_all, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    );
    return [{ point: unescaped, options: options.split(",") }];
  });
}

/** A file below `/proc`, all of it; empty where there is none. */
export function readProcFile(name: string): string {
  try {
    return fs.readFileSync(path.join("/proc", name), "utf8");
  } catch {
    return "";
  }
}

/** Of a directory that is not there yet, the real place of the nearest one that is. */
function realPath(dir: string): string {
  try {
    return fs.realpathSync(dir);
  } catch {
    const parent = path.dirname(dir);
    return parent === dir ? dir : realPath(parent);
  }
}
