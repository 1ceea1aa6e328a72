import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { findExecutable } from "../../src/environment/find-executable.ts";

const dir = mkdtempSync(path.join(tmpdir(), "gov-find-"));
afterAll(() => rmSync(dir, { recursive: true }));
const at = (...parts: string[]) => path.join(dir, ...parts);

for (const sub of ["one", "two", "two/nested"]) mkdirSync(at(sub), { recursive: true });
writeFileSync(at("one", "plain"), "");
writeFileSync(at("one", "both"), "");
mkdirSync(at("one", "folder"));
for (const name of ["both", "tool", "nested/deep"]) {
  writeFileSync(at("two", name), "#!/bin/sh\n");
  chmodSync(at("two", name), 0o755);
}
symlinkSync("tool", at("two", "link"));
const place = { path: `${at("one")}:${at("two")}`, cwd: at("two") };

test.each([
  { name: "tool", file: at("two", "tool") },
  { name: "link", file: at("two", "link") },
  { name: "both", file: at("two", "both") },
  { name: "nested/deep", file: at("two", "nested", "deep") },
  { name: "./tool", file: at("two", "tool") },
  { name: at("two", "tool"), file: at("two", "tool") },
])("$name", async ({ name, file }) => {
  expect(await findExecutable(name, place)).toBe(file);
});

test("an empty element of PATH is the current directory", async () => {
  expect(await findExecutable("tool", { path: `${at("one")}:`, cwd: at("two") })).toBe(at("two", "tool"));
  await expect(findExecutable("tool", { path: `${at("one")}:`, cwd: null })).rejects.toThrow("was not found");
});

test.each([
  { name: "absent", code: "command-not-found" },
  { name: "", code: "command-not-found" },
  { name: "./absent", code: "command-not-found" },
  { name: "plain", code: "not-executable" },
  { name: "folder", code: "not-executable" },
])("'$name' is $code", async ({ name, code }) => {
  await expect(findExecutable(name, place)).rejects.toMatchObject({ code });
});

test("no PATH finds nothing", async () => {
  await expect(findExecutable("tool", { path: undefined, cwd: dir })).rejects.toMatchObject({
    code: "command-not-found",
  });
});
