import { describe, expect, test } from "vitest";
import { parsePinText } from "../../src/goversion/pin.ts";
import { version } from "./arbitrary.ts";

describe("a pin is", () => {
  test.each([
    ["1.22.5", "1.22.5"],
    ["go1.22.5", "1.22.5"],
    ["v1.22.5", "1.22.5"],
    ["1.20.0", "1.20"],
    ["1.20rc1", "1.20rc1"],
    ["go1.23rc1", "1.23rc1"],
  ])("exact: %s", (text, want) =>
    expect(parsePinText(text)).toEqual({ kind: "exact", text, version: version(want) }),
  );

  test.each([
    ["1.22", "1.22"],
    ["1.20", "1.20"],
    ["go1.20", "1.20"],
    ["v1.9", "1.9"],
    ["1.0", "1.0"],
  ])("a line, before 1.21 too: %s", (text, line) =>
    expect(parsePinText(text)).toEqual({ kind: "line", text, line }),
  );

  test("system", () => expect(parsePinText("system")).toEqual({ kind: "system", text: "system" }));

  test.each(["gotip", "go", "v", "a", "my.go_1-x", "system2", "latest-1", "a..b", `a${"b".repeat(63)}`])(
    "the name of a linked tree: %s",
    (text) => expect(parsePinText(text)).toEqual({ kind: "name", text, name: text }),
  );
});

describe("no pin is", () => {
  test.each(
    [
      ["latest", "stable", "oldstable", "default", "local", "auto", "path"],
      ["1", "go1", "v1", "1.x", "^1.21", "~1.22.3", ">=1.21", "1.21||1.22", "*", "x 1"],
      [
        "1.23.0-rc.1",
        "1.23.0-rc1",
        "1.22.5.darwin-arm64",
        "1.22.5-linux",
        "1.9.2rc2",
        "01.2",
        "1.22.",
        "1.22 ",
      ],
      [
        "",
        " ",
        " 1.22",
        "1.22\n",
        "\ufeff1.22",
        "go 1.22",
        "gogo1.22!",
        "GO1.22",
        "vv1.22/",
        "Latest",
        "System",
      ],
      [
        "a/b",
        "../x",
        ".",
        "..",
        ".x",
        "-x",
        "_x",
        "~",
        "$HOME",
        "$(id)",
        "a b",
        "a\0",
        "é",
        "Tip",
        `a${"b".repeat(64)}`,
      ],
      [`1.${"2".repeat(63)}`, `1.22rc${"1".repeat(1_000_000)}`, "a".repeat(1_000_000)],
    ].flat(),
  )("%j", (text) => expect(parsePinText(text)).toBeUndefined());
});
