import { describe, expect, test } from "vitest";
import { maximalSubtrees, nodeHash, recordHash, rootOf, type Tree } from "../../src/verify/tlog.ts";
import { parseLookup, parseTree } from "../../src/verify/tree-note.ts";
import { provesConsistency, provesInclusion } from "./tlog-proofs.ts";
import { base64, flipped, syntheticLog, vectors } from "./vectors.ts";

const { lookup, consistency } = vectors.sumGolangOrg;

describe("maximalSubtrees", () => {
  test("takes a real tree of 54197519 apart", () => {
    expect(
      maximalSubtrees(54197519n)
        .map(({ level, index }) => `${level},${index}`)
        .join(" "),
    ).toBe(
      "25,0 24,2 21,24 20,50 19,102 17,412 15,1652 14,3306 13,6614 12,13230 11,26462 10,52926 8,211708 " +
        "3,6774688 2,13549378 1,27098758 0,54197518",
    );
  });

  test("does not overflow where shifts of numbers would", () => {
    expect(maximalSubtrees(2n ** 40n + 1n)).toEqual([
      { level: 40, index: 0n },
      { level: 0, index: 2n ** 40n },
    ]);
  });

  test("of nothing are none", () => {
    expect(maximalSubtrees(0n)).toEqual([]);
  });
});

describe("rootOf", () => {
  test("of nothing is the root that every log begins with", () => {
    expect(rootOf([]).toString("base64")).toBe(vectors.synthetic.roots["0"]);
  });

  test("of records that are all subtrees of one is what Go computes", () => {
    const [first, second, third] = syntheticLog().records.map((text) => recordHash(Buffer.from(text)));
    if (!first || !second || !third) expect.unreachable();
    expect(rootOf([first]).toString("base64")).toBe(vectors.synthetic.roots["1"]);
    expect(rootOf([first, second]).toString("base64")).toBe(vectors.synthetic.roots["2"]);
    expect(rootOf([nodeHash(first, second), third]).toString("base64")).toBe(vectors.synthetic.roots["3"]);
  });
});

describe("the real record of go1.24.0 for linux/amd64", () => {
  const answer = parseLookup(base64(lookup.bodyBase64));
  const tree: Tree = { size: BigInt(lookup.treeSize), hash: base64(lookup.treeHash) };
  const leaf = recordHash(answer.text);
  const proof = lookup.auditPathLeafToRoot.map(base64);

  test("has the leaf hash that the log has", () => {
    expect(leaf.toString("base64")).toBe(lookup.leafHash);
  });

  test("is in the tree", () => {
    expect(provesInclusion(proof, tree, answer.id, leaf)).toBe(true);
  });

  test("is nowhere else, and nothing else is there", () => {
    expect(provesInclusion(proof, tree, answer.id + 1n, leaf)).toBe(false);
    expect(provesInclusion(proof, tree, answer.id, flipped(leaf, 0))).toBe(false);
    expect(provesInclusion(proof.slice(1), tree, answer.id, leaf)).toBe(false);
    expect(provesInclusion([...proof, leaf], tree, answer.id, leaf)).toBe(false);
    expect(provesInclusion(proof, tree, tree.size, leaf)).toBe(false);
  });
});

describe("two real tree heads", () => {
  const older = parseTree(Buffer.from(consistency.older));
  const newer = parseTree(Buffer.from(consistency.newer));
  const proof = consistency.proof.map(base64);

  test("are one history", () => {
    expect(provesConsistency(proof, older, newer)).toBe(true);
  });

  test("are none with another root or another proof", () => {
    expect(provesConsistency(proof, { ...older, hash: flipped(older.hash, 3) }, newer)).toBe(false);
    expect(provesConsistency(proof, older, { ...newer, hash: flipped(newer.hash, 3) })).toBe(false);
    expect(provesConsistency(proof.slice(1), older, newer)).toBe(false);
    expect(provesConsistency(proof, newer, older)).toBe(false);
  });
});

describe("parseTree", () => {
  const root = vectors.synthetic.roots["301"];
  const good = `go.sum database tree\n301\n${root}\n`;

  test("reads a head and ignores later lines", () => {
    expect(parseTree(Buffer.from(good))).toEqual({ size: 301n, hash: base64(root) });
    expect(parseTree(Buffer.from(`${good}later\n`)).size).toBe(301n);
  });

  test.each([
    ["a byte order mark", `\ufeff${good}`],
    ["another title", good.replace("go.sum", "go.mod")],
    ["a leading zero", good.replace("301", "0301")],
    ["a sign", good.replace("301", "+301")],
    ["an exponent", good.replace("301", "3e2")],
    ["a space", good.replace("301", " 301")],
    ["no number", good.replace("301", "")],
    ["more records than a JSON number can count", good.replace("301", "9007199254740993")],
    ["a short hash", good.replace(root, base64(root).subarray(1).toString("base64"))],
    ["a hash that is not canonical", good.replace("Fa8=", "Fa9=")],
    ["a missing last newline", good.trimEnd()],
    ["a carriage return", good.replaceAll("\n", "\r\n")],
    ["too much text", good + "x".repeat(1_000_000)],
    ["nothing", ""],
  ])("refuses %s", (_name, text) => {
    expect(() => parseTree(Buffer.from(text))).toThrow("tree head is malformed");
  });
});

describe("parseLookup", () => {
  test("ends the record at the first blank line and the note nowhere", () => {
    const { id, text, note } = parseLookup(Buffer.from("7\na b\nc d\n\nnote\n\nsignature\n"));
    expect([id, text.toString(), note.toString()]).toEqual([7n, "a b\nc d\n", "note\n\nsignature\n"]);
  });

  test.each([
    ["nothing", ""],
    ["no number", "\na\n\nnote\n"],
    ["a negative number", "-1\na\n\nnote\n"],
    ["a number in hex", "0x1\na\n\nnote\n"],
    ["no blank line", "1\na\nnote\n"],
    ["a control character", "1\na\tb\n\nnote\n"],
    ["a carriage return", "1\r\na\n\nnote\n"],
  ])("refuses %s", (_name, body) => {
    expect(() => parseLookup(Buffer.from(body))).toThrow("its record is malformed");
  });

  test("refuses text that is not UTF-8", () => {
    expect(() => parseLookup(Buffer.from("1\na\xff\n\nnote\n", "latin1"))).toThrow("its record is malformed");
  });
});
