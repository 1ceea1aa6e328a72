import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { ensureBuilt, repositoryDir } from "../support/build.ts";

const dist = path.join(repositoryDir, "dist");

/** A text of each package that the commands people wait for do without. */
const HEAVY: readonly (readonly [name: string, text: string])[] = [
  ["undici", "UND_ERR_SOCKET"],
  ["tar", "invalid base256 encoding"],
  ["proper-lockfile", "ECOMPROMISED"],
];
const SEMVER = ["semver", "Invalid comparator"] as const;

const LIGHT_MODULES = ["events", "fs", "module", "os", "path", "tty", "url", "util"];

beforeAll(() => ensureBuilt(inject("runDir")));

test.each([...HEAVY, SEMVER])("%s is in the bundle, and known by `%s`", (_name, text) => {
  expect(javascriptIn(dist).filter((file) => read(file).includes(text))).not.toEqual([]);
});

describe.each(["list", "current", "which"])("gov %s", (command) => {
  const files = () => loadedBy("main.js", `commands/${command}.js`);

  test.each([...HEAVY, SEMVER])("starts without %s", (_name, text) => {
    expect(files().filter((file) => read(file).includes(text))).toEqual([]);
  });

  test("starts with three files", () => {
    const names = files().map((file) => path.relative(dist, file));
    expect(names.sort()).toEqual([`commands/${command}.js`, "main.js", "start.js"]);
  });

  test("starts without the parts of Node that take long", () => {
    const modules = files().flatMap((file) => importsOf(file).filter((name) => name.startsWith("node:")));
    expect(LIGHT_MODULES.map((name) => `node:${name}`)).toEqual(
      expect.arrayContaining([...new Set(modules)]),
    );
  });
});

test("gov doctor starts with five files", () => {
  const names = loadedBy("main.js", "commands/doctor.js").map((file) => path.relative(dist, file));
  expect(names.sort()).toEqual(["commands/doctor.js", "doctor-start.js", "main.js", "shared.js", "start.js"]);
});

test.each(["install", "use", "uninstall", "exec", "setup", "verify"])(
  "gov %s starts with few files",
  (command) => {
    expect(loadedBy("main.js", `commands/${command}.js`).length).toBeLessThanOrEqual(11);
  },
);

// These two read a REQUEST, which may be a range.
describe.each(["env", "shell"])("gov %s", (command) => {
  test.each(HEAVY)("starts without %s", (_name, text) => {
    expect(loadedBy("main.js", `commands/${command}.js`).filter((file) => read(file).includes(text))).toEqual(
      [],
    );
  });
});

/** The files, and all that they import before they run. */
function loadedBy(...names: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    for (const name of importsOf(file)) {
      if (name.startsWith(".")) visit(path.resolve(path.dirname(file), name));
    }
  };
  for (const name of names) visit(path.join(dist, name));
  return [...found];
}

function importsOf(file: string): string[] {
  const statements = read(file).matchAll(/(?:^|[;}\n])(?:import|export)\b[^;"'`()]*["']([^"']+)["']/g);
  return [...statements].map(([, name = ""]) => name);
}

function javascriptIn(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => path.join(directory, name));
}

function read(file: string): string {
  return fs.readFileSync(file, "utf8");
}
