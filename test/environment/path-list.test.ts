import { describe, expect, test } from "vitest";
import { dropFrom, putFirst, splitPath } from "../../src/environment/path-list.ts";

describe("splitPath", () => {
  test.each([
    { value: undefined, list: [] },
    { value: "", list: [] },
    { value: "/a:/b", list: ["/a", "/b"] },
    { value: ":/a::/b:", list: ["", "/a", "", "/b", ""] },
  ])("$value -> $list", ({ value, list }) => {
    expect(splitPath(value)).toEqual(list);
  });
});

describe("putFirst", () => {
  test.each([
    { list: [], result: ["/x"] },
    { list: ["/a", "/x"], result: ["/x", "/a"] },
    { list: ["/x", "/a", "/x/", "//x"], result: ["/x", "/a"] },
    { list: ["", "/xy", "/a/x"], result: ["/x", "", "/xy", "/a/x"] },
  ])("$list", ({ list, result }) => {
    expect(putFirst(list, "/x")).toEqual(result);
  });
});

test("dropFrom compares without trailing slashes and keeps the current directory", () => {
  const seen: string[] = [];
  const left = dropFrom(["", "/a//b/", "/c"], (element) => {
    seen.push(element);
    return element === "/a/b";
  });
  expect(left).toEqual(["", "/c"]);
  expect(seen).toEqual(["", "/a/b", "/c"]);
});
