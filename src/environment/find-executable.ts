import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import { GovError } from "../errors.ts";
import { splitPath } from "./path-list.ts";

export interface SearchPlace {
  readonly path: string | undefined;
  /** Where relative names start; null when it is gone, and then they are not found. */
  readonly cwd: string | null;
}

/**
 * The file that a shell would run for `name`: a name with a slash is a file, any other is looked up in
 * PATH. Throws `command-not-found`, or `not-executable` when all that was found cannot be run.
 */
export async function findExecutable(name: string, place: SearchPlace): Promise<string> {
  let blocked: string | undefined;
  for (const file of candidates(name, place)) {
    const state = await inspect(file);
    if (state === "executable") return file;
    if (state === "blocked") blocked ??= file;
  }
  if (blocked === undefined) {
    const where = name.includes("/") ? "" : " on PATH";
    throw new GovError("command-not-found", `\`${name}\` was not found${where}`);
  }
  throw new GovError("not-executable", `\`${blocked}\` cannot be executed`, { file: blocked });
}

function candidates(name: string, place: SearchPlace): string[] {
  if (name === "") return [];
  const files = name.includes("/") ? [name] : splitPath(place.path).map((dir) => path.join(dir, name));
  return files.flatMap((file) => {
    if (path.isAbsolute(file)) return [file];
    return place.cwd === null ? [] : [path.join(place.cwd, file)];
  });
}

async function inspect(file: string): Promise<"executable" | "blocked" | "missing"> {
  const stats = await stat(file).catch(() => undefined);
  if (stats === undefined) return "missing";
  if (!stats.isFile()) return "blocked";
  return access(file, constants.X_OK).then(
    () => "executable",
    () => "blocked",
  );
}
