import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** Writes files below `dir`; a path that ends in `/` makes an empty directory. */
export function writeTree(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(dir, name);
    if (name.endsWith("/")) fs.mkdirSync(file, { recursive: true });
    else {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
  }
}

/** One line an entry, sorted: mode, path, and the target of a link or the SHA-256 of a file. */
export function describeTree(dir: string): string[] {
  return fs
    .readdirSync(dir, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => describeEntry(dir, name));
}

function describeEntry(dir: string, name: string): string {
  const file = path.join(dir, name);
  const stat = fs.lstatSync(file);
  const mode = (stat.mode & 0o7777).toString(8).padStart(4, "0");
  if (stat.isSymbolicLink()) return `${mode} ${name} -> ${fs.readlinkSync(file)}`;
  if (!stat.isFile()) return `${mode} ${name}`;
  return `${mode} ${name} ${createHash("sha256").update(fs.readFileSync(file)).digest("hex")}`;
}
