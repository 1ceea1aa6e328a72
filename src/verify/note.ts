import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { InvalidEvidence } from "./invalid-evidence.ts";
import { strictBase64, strictText } from "./strict.ts";

/** The public key of a checksum database. */
export interface Verifier {
  readonly name: string;
  /** The first four bytes of the key's hash, in lower-case hex. */
  readonly keyHash: string;
  readonly publicKey: KeyObject;
}

const ALGORITHM_ED25519 = 1;
/** What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410). */
const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** Reads `NAME+HASH+BASE64`; the base64 part may contain `+`, the name may not. */
export function parseVerifierKey(text: string): Verifier | undefined {
  const [, name = "", hash = "", encoded = ""] = /^([^+]*)\+([0-9a-fA-F]{8})\+(.*)$/.exec(text) ?? [];
  const key = strictBase64(encoded);
  if (!isName(name) || key?.length !== 33 || key[0] !== ALGORITHM_ED25519) return undefined;
  const keyHash = createHash("sha256").update(`${name}\n`).update(key).digest("hex").slice(0, 8);
  if (keyHash !== hash.toLowerCase()) return undefined;
  const der = Buffer.concat([ED25519_SPKI, key.subarray(1)]);
  return { name, keyHash, publicKey: createPublicKey({ format: "der", type: "spki", key: der }) };
}

const SIGNATURE_BREAK = Buffer.from("\n\n");
const MAX_SIGNATURES = 100;

/**
 * The text of a signed note (https://pkg.go.dev/golang.org/x/mod/sumdb/note), byte for byte as it was
 * signed, final newline included. Other signers are ignored; a bad first signature of ours is an error
 * even if a good one follows.
 */
export function openNote(message: Uint8Array, verifier: Verifier): Buffer {
  if (strictText(message) === undefined) throw malformed();
  const bytes = Buffer.from(message);
  const split = bytes.lastIndexOf(SIGNATURE_BREAK);
  if (split < 0) throw malformed();
  const text = bytes.subarray(0, split + 1);
  const ours = signatures(bytes.subarray(split + 2)).find(
    ({ name, keyHash }) => name === verifier.name && keyHash === verifier.keyHash,
  );
  if (ours === undefined) throw new InvalidEvidence(`its tree is not signed by the key of ${verifier.name}`);
  if (!verify(null, text, verifier.publicKey, ours.signature)) {
    throw new InvalidEvidence("the signature of its tree is wrong");
  }
  return text;
}

/** All signature lines, the unknown ones too: one malformed line spoils the note. */
function signatures(block: Buffer) {
  const lines = block.toString("utf8").split("\n");
  if (lines.length < 2 || lines.pop() !== "" || lines.length > MAX_SIGNATURES) throw malformed();
  return lines.map((line) => {
    const [, name = "", encoded = ""] = /^\u2014 ([^ ]*) (.*)$/.exec(line) ?? [];
    const bytes = strictBase64(encoded);
    if (!isName(name) || bytes === undefined || bytes.length < 5) throw malformed();
    return { name, keyHash: bytes.toString("hex", 0, 4), signature: bytes.subarray(4) };
  });
}

function isName(name: string): boolean {
  return /^[^\p{White_Space}+]+$/u.test(name);
}

function malformed(): InvalidEvidence {
  return new InvalidEvidence("its signed tree is malformed");
}
