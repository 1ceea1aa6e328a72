import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { planHooks, renderHooks, writeHooks } from "../../src/shells/render-hook.ts";
import { packagedTemplates } from "../../src/shells/template.ts";

const TEMPLATES = packagedTemplates();
const HOST = { os: "linux", arch: "arm64" };
const manifest = { commands: { list: { id: "list", args: {}, flags: {} } } };
const HOOKS = ["gov.bash", "gov.zsh", "gov.fish", "resolve.sh", "resolve-here.sh"];
const COMPLETIONS = ["completions/gov.bash", "completions/_gov", "completions/gov.fish"];

test("every mark of every template is filled in", () => {
  const files = renderHooks({ root: "/r", host: HOST, export: true, manifest }, TEMPLATES);
  expect(Object.keys(files)).toEqual([...HOOKS, ...COMPLETIONS]);
  for (const content of Object.values(files)) expect(content).not.toMatch(/@[A-Z]+@/);
  expect(files["gov.bash"]).toContain("_gov_host='linux_arm64'\n_gov_export='1'\n");
});

test("without a manifest there are no completions", () => {
  const files = renderHooks({ root: "/r", host: HOST, export: true, manifest: undefined }, TEMPLATES);
  expect(Object.keys(files)).toEqual(HOOKS);
});

test("what a value looks like does not matter", () => {
  const root = "/$&/$1/@HOST@/@EXPORT@/'";
  const values = { root, host: HOST, export: false, manifest };
  const {
    "gov.fish": fish,
    "gov.zsh": zsh,
    "completions/_gov": completions,
  } = renderHooks(values, TEMPLATES);
  expect(fish).toContain("set -g _gov_root '/$&/$1/@HOST@/@EXPORT@/\\''\n");
  expect(zsh).toContain("_gov_root='/$&/$1/@HOST@/@EXPORT@/'\\'''\n");
  expect(completions).toContain("index='/$&/$1/@HOST@/@EXPORT@/'\\'''/cache/index/versions.txt\n");
});

test("files are replaced whole, readable and not executable, and only where they differ", () => {
  const dir = mkdtempSync(path.join(tmpdir(), "gov-render-"));
  try {
    const home = homeAt(path.join(dir, "root"));
    const due = () => planHooks(home, { host: HOST, export: false, manifest }, TEMPLATES);
    writeHooks(home, due());
    expect(due()).toEqual([]);
    writeFileSync(path.join(home.shellDir, "gov.bash"), "old");
    expect(due().map(([name]) => name)).toEqual(["gov.bash"]);
    writeHooks(home, due());
    expect(readFileSync(path.join(home.shellDir, "gov.bash"), "utf8")).toContain(home.root);
    const files = readdirSync(home.shellDir, { recursive: true, encoding: "utf8" });
    const modes = files
      .map((name) => statSync(path.join(home.shellDir, name)))
      .filter((stat) => stat.isFile());
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual(Array.from({ length: 8 }, () => 0o644));
  } finally {
    rmSync(dir, { recursive: true });
  }
});
