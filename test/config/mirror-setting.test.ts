import { expect, test } from "vitest";
import { parseMirrors } from "../../src/config/mirror-setting.ts";

const CORP = { name: "corp", url: "https://corp.test/go/" };

test("a mirror with what is not said filled in, and one by its name alone", () => {
  const full = { ...CORP, name: "other", index: "autoindex", kind: "goproxy", token_env: "CORP_TOKEN" };
  expect(parseMirrors([CORP, "ustc", full])).toEqual([
    { ...CORP, index: "json", kind: "flat" },
    "ustc",
    full,
  ]);
});

test.each<[string, unknown, string]>([
  ["no list", { corp: CORP }, "is not a list of mirrors"],
  ["a number", [1], "holds something that is not a mirror"],
  ["no name", [{ url: CORP.url }], "has a mirror without a name"],
  ["a name that could be a path", [{ ...CORP, name: "a/b" }], "has a mirror without a name"],
  ["the name of another source", [{ ...CORP, name: "goproxy" }], "which is a source of gov's own"],
  ["no URL", [{ name: "corp" }], "has no http, https or file URL for the mirror corp"],
  ["another scheme", [{ ...CORP, url: "ftp://corp.test/" }], "has no http, https or file URL"],
  ["an unknown index", [{ ...CORP, index: "html" }], "has an unknown index for the mirror corp"],
  ["an unknown kind", [{ ...CORP, kind: "s3" }], "has an unknown kind for the mirror corp"],
  ["a token instead of its variable", [{ ...CORP, token_env: "s3cret-1" }], "token_env that is no variable"],
  ["a name twice", [CORP, CORP], "names corp twice"],
  ["a known name beside a mirror of that name", ["corp", CORP], "names corp twice"],
])("%s is a problem", (_, value, problem) => {
  expect(parseMirrors(value)).toEqual({ problem: expect.stringContaining(problem) });
});
