import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { renderHooks, templatesIn, writeHooks } from "../../src/shells/render-hook.ts";

const TEMPLATES = templatesIn(path.join(import.meta.dirname, "../../shims"));
const HOST = { os: "linux", arch: "arm64" };

test("every mark of every template is filled in", () => {
  const files = renderHooks({ root: "/r", host: HOST, export: true }, TEMPLATES);
  expect(Object.keys(files)).toEqual(["gov.bash", "gov.zsh", "gov.fish", "resolve.sh", "resolve-here.sh"]);
  for (const content of Object.values(files)) expect(content).not.toMatch(/@[A-Z]+@/);
  expect(files["gov.bash"]).toContain("_gov_host='linux_arm64'\n_gov_export='1'\n");
});

test("what a value looks like does not matter", () => {
  const root = "/$&/$1/@HOST@/@EXPORT@/'";
  const { "gov.fish": fish, "gov.zsh": zsh } = renderHooks({ root, host: HOST, export: false }, TEMPLATES);
  expect(fish).toContain("set -g _gov_root '/$&/$1/@HOST@/@EXPORT@/\\''\n");
  expect(zsh).toContain("_gov_root='/$&/$1/@HOST@/@EXPORT@/'\\'''\n");
});

test("files are replaced whole, readable and not executable", () => {
  const dir = mkdtempSync(path.join(tmpdir(), "gov-render-"));
  try {
    const home = homeAt(path.join(dir, "root"));
    writeHooks(home, { host: HOST, export: false }, TEMPLATES);
    writeFileSync(path.join(home.shellDir, "gov.bash"), "old");
    writeHooks(home, { host: HOST, export: false }, TEMPLATES);
    expect(readFileSync(path.join(home.shellDir, "gov.bash"), "utf8")).toContain(home.root);
    const modes = readdirSync(home.shellDir).map(
      (name) => statSync(path.join(home.shellDir, name)).mode & 0o777,
    );
    expect(modes).toEqual(Array.from({ length: 5 }, () => 0o644));
  } finally {
    rmSync(dir, { recursive: true });
  }
});
