import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeTree } from "../support/tree.ts";
import { consistentDay, makeRealGo, type RealGo } from "./real-go.ts";

let real: RealGo;

beforeAll(async () => {
  real = await makeRealGo("1.22.5", "1.21.6");
});
afterAll(() => real.remove());

/** What editors, old rc files and other managers leave behind. */
function staleEnvironments(): Record<string, Record<string, string>> {
  const other = real.goroot("1.21.6");
  const tools = { GOTOOLDIR: path.join(other, "pkg/tool/linux_amd64") };
  const file = (name: string, text: string) => {
    writeTree(real.scratch.dir, { [name]: text });
    return { GOENV: path.join(real.scratch.dir, name) };
  };
  const inFile = file("goenv-other", `GOROOT=${other}\n${tools.GOTOOLDIR}\n`);
  return {
    "GOROOT of another release": { GOROOT: other },
    "GOTOOLDIR of another release": tools,
    "GOROOT and GOTOOLDIR of another release": { GOROOT: other, ...tools },
    "GOROOT of another release in the GOENV file": inFile,
    "GOROOT that names nothing": { GOROOT: "/nonexistent", GOTOOLDIR: "/nonexistent" },
    "GOROOT that names nothing in the GOENV file": file("goenv-nothing", "GOROOT=/nonexistent\n"),
    "GOROOT that is empty": { GOROOT: "", GOTOOLDIR: "" },
    "all of that at once": { GOROOT: "/nonexistent", ...tools, ...inFile },
  };
}

describe("generate, vet, build, run and test are one release", () => {
  test("in a clean environment", async () => {
    expect(await real.day({ cwd: real.project() })).toEqual(consistentDay("1.22.5"));
  });

  test.each([
    "GOROOT of another release",
    "GOTOOLDIR of another release",
    "GOROOT and GOTOOLDIR of another release",
    "GOROOT of another release in the GOENV file",
    "GOROOT that names nothing",
    "GOROOT that names nothing in the GOENV file",
    "GOROOT that is empty",
    "all of that at once",
  ])("with a %s", async (name) => {
    const env = staleEnvironments()[name] ?? {};
    const cwd = real.project();
    expect(await real.day({ cwd, env })).toEqual(consistentDay("1.22.5"));
    const PATH = `${path.join(real.goroot("1.22.5"), "bin")}:${real.env.PATH}`;
    expect(await real.day({ cwd, env: { ...env, PATH } }), "go by itself").not.toEqual(
      consistentDay("1.22.5"),
    );
  });
});
