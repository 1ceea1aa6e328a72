import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openNote, parseVerifierKey } from "../../src/verify/note.ts";
import { newSumdbKey, signNote } from "../support/sumdb-log.ts";
import { flipped, vectors, verifierOf } from "./vectors.ts";

/** A key with the right hash, whatever it is. */
function keyText(name: string, key: Buffer): string {
  const hash = createHash("sha256").update(`${name}\n`).update(key).digest("hex").slice(0, 8);
  return `${name}+${hash}+${key.toString("base64")}`;
}

describe("parseVerifierKey", () => {
  test.each([vectors.sumGolangOrg.vkey, vectors.note.vkey, vectors.synthetic.vkey])("reads %s", (text) => {
    const [name, hash] = text.split("+");
    expect(parseVerifierKey(text)).toMatchObject({ name, keyHash: hash });
  });

  const [name, hash, key = ""] = vectors.note.vkey.split("+");
  test.each([
    ["nothing", ""],
    ["a name alone", "sum.golang.org"],
    ["no name", `+${hash}+${key}`],
    ["a name with a space", `a b+${hash}+${key}`],
    ["a name with a no-break space", `a\u00a0b+${hash}+${key}`],
    ["the hash of another key", `${name}+c74f20a4+${key}`],
    ["another name", `Peter+${hash}+${key}`],
    ["a short hash", `${name}+c74f20a+${key}`],
    ["a key cut short", `${name}+${hash}+${key.slice(0, -4)}`],
    ["an unknown algorithm", keyText("sum.test", Buffer.alloc(33, 2))],
    ["a key of another length", keyText("sum.test", Buffer.alloc(34, 1))],
    ["base64 with garbage", `${name}+${hash}+${key.slice(0, -1)}!`],
    ["a newline at the end", `${vectors.note.vkey}\n`],
  ])("refuses %s", (_name, text) => {
    expect(parseVerifierKey(text)).toBeUndefined();
  });
});

describe("openNote", () => {
  const verifier = verifierOf(vectors.note.vkey);
  const message = Buffer.from(vectors.note.message);
  const split = message.lastIndexOf("\n\n");
  const text = message.subarray(0, split + 1);
  const signature = message.toString("utf8", split + 2);

  test("gives the text as it was signed, with its final newline", () => {
    expect(openNote(message, verifier).equals(text)).toBe(true);
  });

  test.each(["older", "newer"] as const)("opens the real tree head of %s", (which) => {
    const note = Buffer.from(vectors.sumGolangOrg.consistency[which]);
    expect(openNote(note, verifierOf(vectors.sumGolangOrg.vkey)).toString()).toMatch(
      /^go\.sum database tree\n4198/,
    );
  });

  test("refuses a note in which any bit of the text or the signature is another", () => {
    for (let offset = 0; offset < message.length; offset++) {
      expect(() => openNote(flipped(message, offset), verifier), `byte ${offset}`).toThrow();
    }
  });

  test("takes no key of the same name for ours", () => {
    const other = newSumdbKey(verifier.name);
    expect(() => openNote(signNote("text\n", other), verifier)).toThrow(
      "not signed by the key of PeterNeumann",
    );
  });

  test("ignores the lines of other signers", () => {
    const other = signNote("x\n", newSumdbKey("other.example")).toString().split("\n").at(-2);
    for (const lines of [`${other}\n${signature}`, `${signature}${other}\n`]) {
      expect(openNote(Buffer.from(`${text}\n${lines}`), verifier).equals(text)).toBe(true);
    }
  });

  test("refuses a bad signature of ours although a good one follows", () => {
    const key = newSumdbKey();
    const bad = signNote("other\n", key).toString().split("\n").at(-2);
    const good = signNote("text\n", key).toString().split("\n").at(-2);
    const open = (lines: string) => openNote(Buffer.from(`text\n\n${lines}`), verifierOf(key.verifierKey));
    expect(open(`${good}\n${bad}\n`).toString()).toBe("text\n");
    expect(() => open(`${bad}\n${good}\n`)).toThrow("signature of its tree is wrong");
  });

  test("splits at the last blank line, so that text cannot pose as signatures", () => {
    const key = newSumdbKey();
    const inner = signNote("inner\n", key).toString();
    const outer = signNote(inner, key);
    expect(openNote(outer, verifierOf(key.verifierKey)).toString()).toBe(inner);
  });

  test.each<[string, string | Buffer]>([
    ["nothing", ""],
    ["no signature block", text],
    ["an empty signature block", `${text}\n`],
    ["a signature line without newline", `${text}\n${signature.trimEnd()}`],
    ["a hyphen for the dash", `${text}\n${signature.replace("\u2014", "-")}`],
    ["two spaces after the name", `${text}\n${signature.replace("Neumann ", "Neumann  ")}`],
    ["a carriage return", `${text}\n${signature.replace("\n", "\r\n")}`],
    ["a control character", Buffer.concat([Buffer.from("\u0007"), message])],
    ["text that is not UTF-8", Buffer.concat([Buffer.of(0xff), message])],
    ["base64 of four bytes", `${text}\n${signature}\u2014 other AAAAAA==\n`],
    ["lenient base64", `${text}\n${signature}\u2014 other AAAAAAB=\n`],
    ["one malformed line among good ones", `${text}\n${signature}garbage\n`],
    ["more than a hundred lines", `${text}\n${signature.repeat(101)}`],
  ])("refuses %s", (_name, note) => {
    expect(() => openNote(Buffer.from(note), verifier)).toThrow("signed tree is malformed");
  });

  test("does not lose a byte order mark, which would be another text", () => {
    const key = newSumdbKey();
    const note = signNote("\ufefftext\n", key);
    expect(openNote(note, verifierOf(key.verifierKey)).toString()).toBe("\ufefftext\n");
    expect(() => openNote(note.subarray(3), verifierOf(key.verifierKey))).toThrow(
      "signature of its tree is wrong",
    );
  });
});
