import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { claimLayout } from "../../src/toolchains/layout.ts";
import { scratchHome } from "../support/scratch-home.ts";

test("a root says how it is laid out, and one of a later gov is left alone", () => {
  const home = homeAt(scratchHome().root);
  claimLayout(home);
  expect(fs.readFileSync(path.join(home.root, "layout"), "utf8")).toBe("1\n");
  claimLayout(home);
  fs.writeFileSync(home.layoutFile, "2\n");
  expect(() => claimLayout(home)).toThrow(`${home.root} is laid out by another gov (layout 2)`);
});
