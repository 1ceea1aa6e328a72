import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SHELLS, type Shell } from "../../src/shells/rc-line.ts";
import { Sandbox } from "./hook-sandbox.ts";

let box: Sandbox;
let a = "";
let b = "";
let system = "";
let gone = "";

beforeAll(() => {
  box = new Sandbox();
  box.writeHooks(true);
  for (const version of ["1.21.0", "1.22.5"]) box.addVersion(version);
  a = box.addProject("a", "1.21.0\n");
  b = box.addProject("b", "1.22.5\n");
  system = box.addProject("system", "system\n");
  gone = box.addProject("gone", "1.20.7\n");
  box.addCommand("gov", "exit 0");
  box.addCommand("go", "exit 0");
  addPrint(box);
});
afterAll(() => box.remove());

/** A program that prints both variables, or `unset`. */
function addPrint(sandbox: Sandbox) {
  const value = (name: string) => `\${${name}-unset}`;
  sandbox.addCommand("print-go-variables", `echo "${value("GOROOT")} ${value("GOTOOLDIR")}"`);
}

const PRINT = "print-go-variables";
const tree = (version: string) => `${box.gov.versionsDir}/${version}/go`;
const pair = (version: string) => `${tree(version)} ${tree(version)}/pkg/tool/linux_amd64`;

/** The variables of a program, those the shell itself counts left out. */
function environments(stdout: string): Record<string, string>[] {
  return stdout
    .split("@@\n")
    .slice(1)
    .map((text) => Object.fromEntries(text.split("\0").flatMap((entry) => pairOf(entry))));
}

function pairOf(entry: string): [string, string][] {
  const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(entry) ?? [];
  return name === "" || /^(PWD|OLDPWD|_|SHLVL)$/.test(name) ? [] : [[name, value]];
}

const PRINT_ALL = "echo @@; env -0";

describe.each(SHELLS)("%s", (shell) => {
  test.each([
    { what: "nothing", own: {}, back: "unset unset" },
    {
      what: "values",
      own: { GOROOT: "/my own\n'go'", GOTOOLDIR: "/my/tools" },
      back: "/my own\n'go' /my/tools",
    },
    { what: "an empty value", own: { GOROOT: "" }, back: " unset" },
  ])("pin, other pin, system, missing, pin: the user's own are $what", ({ own, back }) => {
    const walk = [a, b, system, a, gone, b].flatMap((dir) => [`cd ${dir}`, PRINT]);
    const { stdout } = box.run(shell, walk, { env: own, cwd: system });
    const seen = [pair("1.21.0"), pair("1.22.5"), back, pair("1.21.0"), back, pair("1.22.5")];
    expect(stdout).toBe(seen.map((line) => `${line}\n`).join(""));
  });

  test.each([{ GOROOT: "/mine", GOTOOLDIR: "/mine/tools" }, { GOROOT: "" }, {}])(
    "pin, other pin, no pin, setup removed: the environment is that of the start, %j",
    (own) => {
      const walk = [
        `cd ${a}`,
        PRINT_ALL,
        `cd ${b}`,
        "true",
        `cd ${system}`,
        "true",
        "gov setup --remove",
        PRINT_ALL,
      ];
      const { stdout } = box.run(shell, walk, { env: own, before: PRINT_ALL });
      const [first, pinned, last] = environments(stdout);
      expect(pinned).toMatchObject({ GOROOT: tree("1.21.0") });
      expect(last).toEqual(first);
    },
  );

  test("a value the user sets meanwhile is the one that comes back", () => {
    const set = shell === "fish" ? "set -gx GOROOT /new" : "export GOROOT=/new";
    const unset = shell === "fish" ? "set -e GOROOT" : "unset GOROOT";
    const walk = [`cd ${a}`, set, `cd ${b}`, `cd ${system}`, PRINT, `cd ${a}`, unset, `cd ${system}`, PRINT];
    const { stdout } = box.run(shell, walk, { env: { GOROOT: "/old" } });
    expect(stdout).toBe("/new unset\nunset unset\n");
  });

  test("values of gov's that an outer shell left are not the user's own", () => {
    const env = { GOROOT: tree("1.21.0"), GOTOOLDIR: `${tree("1.21.0")}/pkg/tool/linux_amd64` };
    const { stdout } = box.run(shell, [`cd ${b}`, PRINT, `cd ${system}`, PRINT], { env });
    expect(stdout).toBe(`${pair("1.22.5")}\nunset unset\n`);
  });

  test("without the setting neither is touched", () => {
    const plain = new Sandbox();
    try {
      plain.addVersion("1.22.5");
      addPrint(plain);
      const own = { GOROOT: "/mine" };
      const { stdout } = plain.run(shell, [`cd ${plain.addProject("p", "1.22.5\n")}`, PRINT], { env: own });
      expect(stdout).toBe("/mine unset\n");
    } finally {
      plain.remove();
    }
  });

  test("loading twice keeps the user's own", () => {
    const typed = [`cd ${a}`, `source ${box.hook(shell as Shell)}`, `cd ${system}`, PRINT];
    expect(box.run(shell, typed, { env: { GOROOT: "/mine" } }).stdout).toBe("/mine unset\n");
  });
});
