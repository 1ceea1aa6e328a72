import fs from "node:fs";
import { expect, test } from "vitest";
import { runToolchain } from "../../src/environment/run-toolchain.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";

const at = useTemporaryDirectory();
const HOST = { os: "linux", arch: "amd64" };

test.each([
  { dirs: ["linux_amd64", "linux_arm64"], chosen: "linux_amd64" },
  { dirs: ["linux_386", "linux_arm"], chosen: "linux_arm" },
  { dirs: ["README"], chosen: null },
  { dirs: [], chosen: null },
])("of the tool directories $dirs it takes $chosen", ({ dirs, chosen }) => {
  for (const dir of dirs) fs.mkdirSync(at("go", "pkg", "tool", dir), { recursive: true });
  const toolDir = chosen === null ? null : at("go", "pkg", "tool", chosen);
  expect(runToolchain({ name: "1.22.5", goroot: at("go") }, HOST)).toEqual({
    name: "1.22.5",
    goroot: at("go"),
    toolDir,
  });
});

test("system has neither", () => {
  expect(runToolchain("system", HOST)).toEqual({ name: "system", goroot: null, toolDir: null });
});
