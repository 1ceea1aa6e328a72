import fs from "node:fs";
import path from "node:path";

/**
 * The next program of this name on PATH that is not gov's shim, whatever links lead there. Relative
 * entries are passed over: gov runs nothing from the directory it is in.
 */
export function findSystemTool(
  tool: string,
  pathList: string | undefined,
  shimsDir: string,
): string | undefined {
  return programsOnPath(tool, pathList).find(
    (file) => !isSameFile(path.dirname(file), shimsDir) && !isSameFile(file, path.join(shimsDir, tool)),
  );
}

/** The program that typing `name` starts. */
export function findProgram(name: string, pathList: string | undefined): string | undefined {
  return programsOnPath(name, pathList)[0];
}

/** Is there a program of this name on PATH, as Go's own look-up sees it? */
export function isOnPath(name: string, pathList: string | undefined): boolean {
  return programsOnPath(name, pathList).length > 0;
}

/** Every program of this name on PATH, the winner first. */
export function programsOnPath(name: string, pathList = ""): string[] {
  return pathList
    .split(":")
    .filter((dir) => dir.startsWith("/"))
    .map((dir) => `${dir}/${name}`)
    .filter(isProgram);
}

/** A regular file that this user may start, behind links. */
export function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The tree that a go program stands in, behind the links that lead to it; null without such a program. */
export function treeAround(program: string | undefined): string | null {
  if (program === undefined) return null;
  try {
    return path.dirname(path.dirname(fs.realpathSync(program)));
  } catch {
    return null;
  }
}

/** As `-ef` of a shell: false when either is not there. */
export function isSameFile(a: string, b: string): boolean {
  try {
    const [first, second] = [fs.statSync(a), fs.statSync(b)];
    return first.dev === second.dev && first.ino === second.ino;
  } catch {
    return false;
  }
}
