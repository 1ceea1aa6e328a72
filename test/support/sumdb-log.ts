import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";

/** The signing key of a checksum database, as `golang.org/x/mod/sumdb/note` writes the two halves. */
export interface SumdbKey {
  readonly name: string;
  /** `NAME+HASH+BASE64`: what GOSUMDB holds. */
  readonly verifierKey: string;
  readonly keyHash: Buffer;
  readonly privateKey: KeyObject;
}

const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const ED25519 = Buffer.of(1);

export function newSumdbKey(name = "sumdb.test/log", seed = randomBytes(32)): SumdbKey {
  const der = Buffer.concat([ED25519_PKCS8, seed]);
  const privateKey = createPrivateKey({ format: "der", type: "pkcs8", key: der });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const key = Buffer.concat([ED25519, spki.subarray(-32)]);
  const keyHash = createHash("sha256").update(`${name}\n`).update(key).digest().subarray(0, 4);
  const verifierKey = `${name}+${keyHash.toString("hex")}+${key.toString("base64")}`;
  return { name, verifierKey, keyHash, privateKey };
}

/** Reads `PRIVATE+KEY+NAME+HASH+BASE64`. */
export function parseSigningKey(text: string): SumdbKey {
  const [, name = "", encoded = ""] = /^PRIVATE\+KEY\+([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(text) ?? [];
  return newSumdbKey(name, Buffer.from(encoded, "base64").subarray(1));
}

export function signNote(text: string, { name, keyHash, privateKey }: SumdbKey): Buffer {
  const signature = Buffer.concat([keyHash, sign(null, Buffer.from(text), privateKey)]);
  return Buffer.from(`${text}\n\u2014 ${name} ${signature.toString("base64")}\n`);
}

/** The two lines that a database has for a module; without `goModH1` the hash that every toolchain has. */
export function sumdbRecord(
  module: string,
  version: string,
  h1: string,
  goModH1 = "h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=",
): string {
  return `${module} ${version} ${h1}\n${module} ${version}/go.mod ${goModH1}\n`;
}

/** Records of other modules, so that a log has more than one tile. */
export function fillerRecords(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `example.com/m${i} v1.0.0 h1:AAAA\n`);
}

/**
 * A log of records as RFC 6962 defines it: slow, and on purpose not made of the code that is tested with it.
 * Every answer may be given as of an earlier `size`.
 */
export class SumdbLog {
  readonly records: readonly string[];
  readonly key: SumdbKey;
  readonly #nodes = new Map<string, Buffer>();

  constructor(records: readonly string[], key: SumdbKey = newSumdbKey()) {
    this.records = records;
    this.key = key;
  }

  root(size = this.records.length): Buffer {
    return size === 0 ? createHash("sha256").digest() : this.#hash(0, size);
  }

  head(size = this.records.length): Buffer {
    return signNote(`go.sum database tree\n${size}\n${this.root(size).toString("base64")}\n`, this.key);
  }

  /** The answer to `lookup/KEY`, where KEY is `MODULE@VERSION`. */
  lookup(key: string, size = this.records.length): Buffer | undefined {
    const start = `${key.replace("@", " ")} `;
    const id = this.records.findIndex((record) => record.startsWith(start));
    return id < 0 || id >= size ? undefined : this.answer(id, size);
  }

  answer(id: number, size = this.records.length): Buffer {
    return Buffer.concat([Buffer.from(`${id}\n${this.records[id]}\n`), this.head(size)]);
  }

  /** `tile/8/LEVEL/INDEX[.p/WIDTH]`. */
  tile(path: string, size = this.records.length): Buffer | undefined {
    const [, level, digits, width = "256"] =
      /^tile\/8\/(\d+)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(path) ?? [];
    if (level === undefined || digits === undefined) return undefined;
    const span = 256 ** Number(level);
    const first = Number(digits.replace(/[x/]/g, "")) * 256;
    if ((first + Number(width)) * span > size) return undefined;
    const hashes = Array.from({ length: Number(width) }, (_, i) =>
      this.#hash((first + i) * span, (first + i + 1) * span),
    );
    return Buffer.concat(hashes);
  }

  #hash(low: number, high: number): Buffer {
    const name = `${low}-${high}`;
    const known = this.#nodes.get(name);
    if (known !== undefined) return known;
    const node = createHash("sha256");
    if (high - low === 1) node.update(Buffer.of(0)).update(this.records[low] ?? "");
    else {
      let half = 1;
      while (half * 2 < high - low) half *= 2;
      node
        .update(Buffer.of(1))
        .update(this.#hash(low, low + half))
        .update(this.#hash(low + half, high));
    }
    const hash = node.digest();
    this.#nodes.set(name, hash);
    return hash;
  }
}
