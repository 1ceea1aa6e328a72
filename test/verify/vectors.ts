import { parseVerifierKey, type Verifier } from "../../src/verify/note.ts";
import { parseSigningKey, SumdbLog } from "../support/sumdb-log.ts";
import vectors from "./sumdb-vectors.json" with { type: "json" };

/** Public data of sum.golang.org, and a tree of 301 records computed by Go's own server code. */
export { vectors };

export function verifierOf(text: string): Verifier {
  const verifier = parseVerifierKey(text);
  if (verifier === undefined) throw new Error(`not a verifier key: ${text}`);
  return verifier;
}

export function base64(text: string): Buffer {
  return Buffer.from(text, "base64");
}

/** A copy with one bit of the byte at `offset` turned over. */
export function flipped(bytes: Uint8Array, offset: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(offset) ^ 1, offset);
  return copy;
}

/** The synthetic tree of the vectors. */
export function syntheticLog(): SumdbLog {
  const { lastRecord, skey } = vectors.synthetic;
  const records = Array.from({ length: 300 }, (_, i) => `example.com/m${i} v1.0.0 h1:AAAA\n`);
  return new SumdbLog([...records, lastRecord], parseSigningKey(skey));
}
