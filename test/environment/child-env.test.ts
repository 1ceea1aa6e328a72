import { describe, expect, test } from "vitest";
import { applyChange, toolchainEnv } from "../../src/environment/child-env.ts";

const HOME = { shimsDir: "/h/.gov/shims", versionsDir: "/h/.gov/versions" };
const GO122 = {
  name: "1.22.5",
  goroot: "/h/.gov/versions/1.22.5/go",
  toolDir: "/h/.gov/versions/1.22.5/go/pkg/tool/linux_amd64",
};
const BIN = "/h/.gov/versions/1.22.5/go/bin";
const SYSTEM = { name: "system", goroot: null, toolDir: null };

describe("a toolchain", () => {
  test("sets one consistent set over whatever was there", () => {
    const base = { GOROOT: "/old", GOTOOLDIR: "/old/pkg", GOV_VERSION: "1.20.0", PATH: "/usr/bin", X: "" };
    const env = applyChange(base, toolchainEnv(GO122, base, HOME));
    expect(env).toEqual({
      GOROOT: GO122.goroot,
      GOTOOLDIR: GO122.toolDir,
      GOV_VERSION: "1.22.5",
      GOTOOLCHAIN: "local",
      PATH: `${BIN}:/usr/bin`,
      X: "",
    });
  });

  test.each([
    { given: undefined, result: BIN },
    { given: "/h/.gov/shims:/usr/bin:", result: `${BIN}:/h/.gov/shims:/usr/bin:` },
    { given: "/h/.gov/versions/1.21.0/go/bin/:/usr/bin", result: `${BIN}:/usr/bin` },
    {
      given: `/usr/bin:${BIN}:/h/.gov/versions/1.21.0/go/pkg`,
      result: `${BIN}:/usr/bin:/h/.gov/versions/1.21.0/go/pkg`,
    },
    { given: "/h/.gov/go/bin:/x/go/bin", result: `${BIN}:/h/.gov/go/bin:/x/go/bin` },
  ])("PATH $given", ({ given, result }) => {
    const base: Record<string, string> = given === undefined ? {} : { PATH: given };
    expect(toolchainEnv(GO122, base, HOME).set.PATH).toBe(result);
  });

  test.each([
    { given: "auto", result: "auto" },
    { given: "go1.23.0", result: "go1.23.0" },
    { given: "", result: "local" },
  ])("GOTOOLCHAIN '$given' -> $result", ({ given, result }) => {
    const base = { GOTOOLCHAIN: given };
    expect(applyChange(base, toolchainEnv(GO122, base, HOME)).GOTOOLCHAIN).toBe(result);
  });

  test("without a tool directory an inherited one goes", () => {
    expect(toolchainEnv({ ...GO122, toolDir: null }, {}, HOME).unset).toEqual(["GOTOOLDIR"]);
  });
});

describe("system", () => {
  test("is the machine without gov", () => {
    const base = { GOROOT: "/old", GOTOOLDIR: "/t", PATH: `/h/.gov/shims:${BIN}:/usr/bin` };
    const env = applyChange(base, toolchainEnv(SYSTEM, base, HOME));
    expect(env).toEqual({ GOV_VERSION: "system", GOTOOLCHAIN: "local", PATH: "/usr/bin" });
  });

  test.each([{ PATH: "/h/.gov/shims" }, { PATH: "" }, {}])(
    "a PATH with nothing left is unset: %j",
    (base) => {
      expect(toolchainEnv(SYSTEM, base, HOME).unset).toContain("PATH");
    },
  );
});
