import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { GovError } from "../../src/errors.ts";
import { claimDefault } from "../../src/toolchains/set-default.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { writeTree } from "../support/tree.ts";

const at = useTemporaryDirectory();
const home = () => homeAt(at("gov"));
const text = () => fs.readFileSync(at("gov", "default"), "utf8");

const FIRST = { name: "1.22.5", unproven: false };

describe("the first version that is installed", () => {
  test.each([
    ["is the default where there is none", {}],
    ["is the default where the file names none", { default: "\n# none yet\n" }],
  ])("%s", (_what, files) => {
    writeTree(at("gov"), files);
    expect(claimDefault(FIRST, home())).toBe(true);
    expect(text()).toBe("1.22.5\n");
  });

  test.each(["1.21\n", "  system \r\nmore\n", "# at work\n1.21\n", "\n\n1.21\n", "\ufeff# at work\n1.21\n"])(
    "leaves the user's alone: %j",
    (before) => {
      writeTree(at("gov"), { default: before });
      expect(claimDefault(FIRST, home())).toBe(false);
      expect(text()).toBe(before);
    },
  );

  test("is not the default without a proof", () => {
    expect(claimDefault({ ...FIRST, unproven: true }, home())).toBe(false);
    expect(fs.existsSync(at("gov", "default"))).toBe(false);
  });

  test("writes over nothing that cannot be read", () => {
    fs.mkdirSync(at("gov", "default"), { recursive: true });
    expect(() => claimDefault(FIRST, home())).toThrow(GovError);
  });
});
