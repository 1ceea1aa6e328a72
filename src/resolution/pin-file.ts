import fs from "node:fs";
import path from "node:path";
import { GovError, isSystemError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { diskError } from "../fs/disk-error.ts";
import { removeFile } from "../fs/remove.ts";
import { parseToolVersions } from "./files/tool-versions.ts";

/** A pin that stands in one directory. `text` is the whole file. */
export interface DirectoryPin {
  readonly file: string;
  readonly format: "go-version" | "tool-versions";
  readonly text: string;
}

/** A line for Go of `.tool-versions`: what names the tool, the versions, and a comment. */
const TOOL_LINE = /^([ \t]*[^ \t]+[ \t]+)(.*?)([ \t]+#.*|[ \t]*\r?)$/s;

/**
 * The pin file of this directory itself, in the order in which resolution reads them: `.go-version`,
 * then a `.tool-versions` with a line for Go.
 */
export function pinIn(directory: string): DirectoryPin | undefined {
  const own = readPin(directory, ".go-version");
  if (own !== undefined) return { ...own, format: "go-version" };
  const shared = readPin(directory, ".tool-versions");
  if (shared === undefined || parseToolVersions(shared.text) === undefined) return undefined;
  return { ...shared, format: "tool-versions" };
}

/** Pins the directory, in the file that already does it, else in a new `.go-version`. Returns that file. */
export function writePin(directory: string, pin: string): string {
  const existing = pinIn(directory);
  if (existing?.format === "tool-versions") {
    const changed = changeToolLine(existing.text, (line) => [withVersion(line, pin)]);
    rewrite(existing.file, changed);
    return existing.file;
  }
  const file = existing?.file ?? path.join(directory, ".go-version");
  writeFileAtomic(file, `${pin}\n`);
  return file;
}

/** Resolution does not see a NUL. */
function withVersion(line: string, pin: string): string {
  const replaced = (_line: string, name: string, _old: string, tail: string) => `${name}${pin}${tail}`;
  return line.replaceAll("\0", "").replace(TOOL_LINE, replaced);
}

/** Takes the pin away again: the file, or only its line when other tools share the file. */
export function removePin(pin: DirectoryPin): void {
  if (pin.format === "go-version") removeFile(pin.file);
  else rewrite(pin.file, withoutToolLine(pin.text));
}

/** Others share the file: its mode stays. */
function rewrite(file: string, text: string): void {
  writeFileAtomic(file, text, { mode: fs.statSync(file).mode & 0o7777 });
}

function withoutToolLine(text: string): string {
  return changeToolLine(text, () => []);
}

/** Changes the line that resolution reads; the end of the line before a last one stays. */
function changeToolLine(text: string, change: (line: string) => string[]): string {
  const lines = text.split("\n");
  const index = (parseToolVersions(text)?.line ?? 0) - 1;
  const changed = lines.slice(index, index + 1).flatMap(change);
  const isCut = changed.length === 0 && index === lines.length - 1;
  return lines.toSpliced(index, 1, ...(isCut ? [""] : changed)).join("\n");
}

/** Follows a symbolic link to the file it names, so that writing does not replace the link. */
function readPin(directory: string, name: string): { file: string; text: string } | undefined {
  const file = path.join(directory, name);
  try {
    const target = fs.realpathSync(file);
    if (!fs.statSync(target).isFile()) {
      throw new GovError("refused", `\`${file}\` is not a regular file`, { file, hint: `ls -ld ${file}` });
    }
    return { file: target, text: fs.readFileSync(target, "utf8") };
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw diskError(error, `cannot read ${file}`);
  }
}
