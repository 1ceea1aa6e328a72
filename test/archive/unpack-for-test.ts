import fs from "node:fs";
import path from "node:path";
import { GovError } from "../../src/errors.ts";

/** What a refusal must leave alone: the directory beside `dest`, with a file in it that a link could reach. */
export function makeOutside(dir: string): void {
  fs.mkdirSync(path.join(dir, "outside"), { mode: 0o750 });
  fs.writeFileSync(path.join(dir, "outside", "file"), "untouched", { mode: 0o640 });
}

/** Everything in `dir` but `dest` and the archives, with modes and contents. */
export function outsideOf(dir: string): string[] {
  const names = fs.readdirSync(dir, { recursive: true, encoding: "utf8" });
  return names.filter((name) => !/^dest(?:\/|$)/.test(name)).map((name) => describe(dir, name));
}

function describe(dir: string, name: string): string {
  const stat = fs.lstatSync(path.join(dir, name));
  const content = stat.isFile() ? fs.readFileSync(path.join(dir, name), "latin1") : "";
  return `${name} ${stat.mode.toString(8)} ${content}`;
}

/** Are there only plain files and directories below `dest`? */
export function isPlain(dest: string): boolean {
  if (!fs.existsSync(dest)) return true;
  const entries = fs.readdirSync(dest, { recursive: true, withFileTypes: true });
  return entries.every((entry) => entry.isFile() || entry.isDirectory());
}

/** The message of the refusal; fails on anything else. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error("the archive was unpacked"),
    (cause: unknown) => cause,
  );
  if (error instanceof GovError && error.code === "archive-refused") return error.message;
  throw error;
}

export async function* inPieces(data: Buffer, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += bytes) yield data.subarray(at, at + bytes);
}
