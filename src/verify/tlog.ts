import { createHash } from "node:crypto";

/** A tree head: the first `size` records of the log have the root `hash` (32 bytes). */
export interface Tree {
  readonly size: bigint;
  readonly hash: Buffer;
}

/** The root of the complete subtree over the records `[index * 2^level, (index + 1) * 2^level)`. */
export interface Coordinate {
  readonly level: number;
  readonly index: bigint;
}

export const HASH_SIZE = 32;

/** The root of no records; every log begins with it. */
export const EMPTY_TREE: Tree = { size: 0n, hash: createHash("sha256").digest() };

const LEAF_PREFIX = Buffer.of(0);
const NODE_PREFIX = Buffer.of(1);

/** RFC 6962, 2.1. */
export function recordHash(text: Uint8Array): Buffer {
  return createHash("sha256").update(LEAF_PREFIX).update(text).digest();
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash("sha256").update(NODE_PREFIX).update(left).update(right).digest();
}

/** The complete subtrees that a tree of this size consists of, largest and leftmost first. */
export function maximalSubtrees(size: bigint): Coordinate[] {
  const subtrees: Coordinate[] = [];
  let low = 0n;
  for (let level = size.toString(2).length - 1; level >= 0; level--) {
    const width = 1n << BigInt(level);
    if (size - low < width) continue;
    subtrees.push({ level, index: low >> BigInt(level) });
    low += width;
  }
  return subtrees;
}

/** The root of a tree from the hashes of its maximal subtrees, in their order. */
export function rootOf(subtrees: readonly Buffer[]): Buffer {
  if (subtrees.length === 0) return EMPTY_TREE.hash;
  return subtrees.reduceRight((right, left) => nodeHash(left, right));
}
