import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { scratchHome } from "../support/scratch-home.ts";
import { transcript } from "./transcript.ts";

test("the cache can be found and emptied", async () => {
  const scratch = scratchHome();
  const downloads = path.join(scratch.root, "cache", "downloads");
  fs.mkdirSync(downloads, { recursive: true });
  fs.writeFileSync(path.join(downloads, "a.partial"), "x".repeat(1500));
  expect(await transcript(scratch, ["cache", "dir"])).toMatchInlineSnapshot(`
    "/s/home/.gov/cache
    [0]"
  `);
  expect(await transcript(scratch, ["cache", "dir", "--json"])).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "dir": "/s/home/.gov/cache",
      "bytes": 1500
    }
    [0]"
  `);
  expect(await transcript(scratch, ["cache", "clear"])).toMatchInlineSnapshot(`
    "! gov: the cache is empty, which frees 1.5 kB
    [0]"
  `);
  expect(fs.readdirSync(scratch.root)).toEqual(["trash"]);
  expect(fs.readdirSync(path.join(scratch.root, "trash"))).toEqual([]);
  expect(await transcript(scratch, ["cache", "clear", "--json"])).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "dir": "/s/home/.gov/cache",
      "bytes": 0
    }
    [0]"
  `);
});
