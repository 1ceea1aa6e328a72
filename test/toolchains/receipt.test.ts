import { describe, expect, test } from "vitest";
import { isUnproven, parseReceipt, receiptText } from "../../src/toolchains/receipt.ts";
import { receiptFor } from "./fake-toolchain.ts";

const receipt = receiptFor("1.22.5");

describe("parseReceipt", () => {
  test.each([
    ["a full one", receipt],
    ["one from a directory", { ...receipt, archive: null, origin: { kind: "directory", path: "/d" } }],
    [
      "a linked one",
      { ...receipt, version: null, h1: null, proofs: [], origin: { kind: "linked", path: "/g" } },
    ],
    [
      "every proof",
      { ...receipt, proofs: [{ kind: "builtin" }, { kind: "lock", file: "/l" }, { kind: "none" }] },
    ],
  ])("reads back %s", (_name, value) => {
    expect(parseReceipt(JSON.stringify(value))).toEqual(value);
  });

  test("drops what it does not know", () => {
    const text = JSON.stringify({ ...receipt, later: true, archive: { ...receipt.archive, later: 1 } });
    expect(parseReceipt(text)).toEqual(receipt);
  });

  test.each([
    ["", "it is not JSON"],
    ["[]", "`receipt` is not an object"],
    ["null", "`receipt` is not an object"],
    [JSON.stringify({ ...receipt, schema: 2 }), "its schema is not 1"],
    [JSON.stringify({ ...receipt, version: null }), "`version` is missing or malformed"],
    [JSON.stringify({ ...receipt, version: "../1" }), "`version` is not a Go version"],
    [JSON.stringify({ ...receipt, version: "1.20" }), "`version` is not a Go version"],
    [JSON.stringify({ ...receipt, os: "li/nux" }), "`os` is missing or malformed"],
    [JSON.stringify({ ...receipt, origin: { kind: "ftp" } }), "`origin.kind` is unknown"],
    [JSON.stringify({ ...receipt, origin: { kind: "linked" } }), "`path` is missing or malformed"],
    [JSON.stringify({ ...receipt, archive: undefined }), "`archive` is not an object"],
    [JSON.stringify({ ...receipt, h1: "h1:short" }), "`h1` is missing or malformed"],
    [JSON.stringify({ ...receipt, proofs: {} }), "`proofs` is not a list"],
    [JSON.stringify({ ...receipt, proofs: [{ kind: "word of honour" }] }), "`proofs` has an unknown kind"],
    [JSON.stringify({ ...receipt, bytes: -1 }), "`bytes` is not a count"],
    [JSON.stringify({ ...receipt, bytes: "1" }), "`bytes` is not a count"],
  ])("says what is wrong with %s", (text, problem) => {
    expect(parseReceipt(text)).toEqual({ problem });
  });
});

test("receiptText ends with a newline and reads back", () => {
  expect(receiptText(receipt).endsWith("}\n")).toBe(true);
  expect(parseReceipt(receiptText(receipt))).toEqual(receipt);
});

test("one `none` among the proofs makes a toolchain unproven", () => {
  expect(isUnproven(receipt)).toBe(false);
  expect(isUnproven({ proofs: [{ kind: "none" }] })).toBe(true);
});
