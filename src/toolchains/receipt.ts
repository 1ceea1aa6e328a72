import { parseVersion, versionName } from "../goversion/version.ts";
import type { Platform } from "../platform/platform.ts";
import type { Origin } from "../sources/source.ts";
import type { Proof } from "../verify/proof.ts";

/** Where a toolchain is from; a linked one stays at `path`, which is not gov's. */
export type ReceiptOrigin = Origin | { readonly kind: "linked"; readonly path: string };

/**
 * `receipt.json`: what a toolchain is, where from and why it is believed. Written last, so a
 * directory with one is complete.
 */
export interface Receipt {
  readonly schema: 1;
  /** gov's spelling; null for a linked tree that names no release. */
  readonly version: string | null;
  readonly os: string;
  readonly arch: string;
  readonly origin: ReceiptOrigin;
  /** Null when there was no archive: a directory, a linked tree. */
  readonly archive: ReceiptArchive | null;
  /** Null for a linked tree. */
  readonly h1: string | null;
  /** Empty for a linked tree; `[{ kind: "none" }]` when installed without proof. */
  readonly proofs: readonly Proof[];
  readonly files: number;
  readonly bytes: number;
  /** ISO 8601. */
  readonly installedAt: string;
  /** The version of gov that wrote it. */
  readonly gov: string;
}

export interface ReceiptArchive {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

const ORIGIN_KINDS = ["official", "mirror", "goproxy", "file", "directory", "linked"] as const;

export function receiptText(receipt: Receipt): string {
  return `${JSON.stringify(receipt, null, 2)}\n`;
}

/** Unknown fields are dropped; a known one that is missing or of another shape makes the receipt a problem. */
export function parseReceipt(text: string): Receipt | { readonly problem: string } {
  try {
    return readReceipt(parseObject(text));
  } catch (error) {
    if (error instanceof ReceiptProblem) return { problem: error.message };
    throw error;
  }
}

export function isUnproven(receipt: Pick<Receipt, "proofs">): boolean {
  return receipt.proofs.some((proof) => proof.kind === "none");
}

export function platformOf(receipt: Pick<Receipt, "os" | "arch">): Platform {
  return { os: receipt.os, arch: receipt.arch };
}

class ReceiptProblem extends Error {}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(text: string): Fields {
  try {
    return objectAt({ receipt: JSON.parse(text) }, "receipt");
  } catch (error) {
    if (error instanceof SyntaxError) throw new ReceiptProblem("it is not JSON");
    throw error;
  }
}

function readReceipt(fields: Fields): Receipt {
  if (fields.schema !== 1) throw new ReceiptProblem("its schema is not 1");
  const origin = readOrigin(objectAt(fields, "origin"));
  return {
    schema: 1,
    version: origin.kind === "linked" && fields.version === null ? null : versionAt(fields),
    os: textAt(fields, "os", /^[a-z0-9]+$/),
    arch: textAt(fields, "arch", /^[a-z0-9]+$/),
    origin,
    archive: fields.archive === null ? null : readArchive(objectAt(fields, "archive")),
    h1: fields.h1 === null ? null : textAt(fields, "h1", /^h1:[A-Za-z0-9+/]{43}=$/),
    proofs: listAt(fields, "proofs").map((proof) => readProof(objectAt({ proof }, "proof"))),
    files: countAt(fields, "files"),
    bytes: countAt(fields, "bytes"),
    installedAt: textAt(fields, "installedAt", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    gov: textAt(fields, "gov"),
  };
}

function readOrigin(fields: Fields): ReceiptOrigin {
  const kind = ORIGIN_KINDS.find((known) => known === fields.kind);
  if (kind === undefined) throw new ReceiptProblem("`origin.kind` is unknown");
  if (kind === "linked") return { kind, path: textAt(fields, "path") };
  return {
    kind,
    ...(fields.url === undefined ? {} : { url: textAt(fields, "url") }),
    ...(fields.path === undefined ? {} : { path: textAt(fields, "path") }),
  };
}

function readArchive(fields: Fields): ReceiptArchive {
  return {
    name: textAt(fields, "name"),
    bytes: countAt(fields, "bytes"),
    sha256: textAt(fields, "sha256", /^[0-9a-f]{64}$/),
  };
}

function readProof(fields: Fields): Proof {
  switch (fields.kind) {
    case "sumdb":
      return {
        kind: "sumdb",
        name: textAt(fields, "name"),
        record: countAt(fields, "record"),
        treeSize: countAt(fields, "treeSize"),
        treeHash: textAt(fields, "treeHash"),
      };
    case "sha256":
      return { kind: "sha256", from: textAt(fields, "from") };
    case "builtin":
      return { kind: "builtin" };
    case "lock":
      return { kind: "lock", file: textAt(fields, "file") };
    case "none":
      return { kind: "none" };
    default:
      throw new ReceiptProblem("`proofs` has an unknown kind");
  }
}

function versionAt(fields: Fields): string {
  const text = textAt(fields, "version");
  const version = parseVersion(text);
  if (version === undefined || versionName(version) !== text) {
    throw new ReceiptProblem("`version` is not a Go version");
  }
  return text;
}

function objectAt(fields: Fields, name: string): Fields {
  const value = fields[name];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ReceiptProblem(`\`${name}\` is not an object`);
}

function listAt(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (Array.isArray(value)) return value;
  throw new ReceiptProblem(`\`${name}\` is not a list`);
}

function textAt(fields: Fields, name: string, pattern = /^./): string {
  const value = fields[name];
  if (typeof value === "string" && pattern.test(value)) return value;
  throw new ReceiptProblem(`\`${name}\` is missing or malformed`);
}

function countAt(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new ReceiptProblem(`\`${name}\` is not a count`);
}
