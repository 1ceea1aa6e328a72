import { nodeHash, type Tree } from "../../src/verify/tlog.ts";

/** Does the proof, from leaf to root, show that record `id` of `tree` has the hash `leaf`? */
export function provesInclusion(proof: readonly Buffer[], tree: Tree, id: bigint, leaf: Buffer): boolean {
  if (id < 0n || id >= tree.size) return false;
  return rootByInclusion(proof, 0n, tree.size, id, leaf)?.equals(tree.hash) === true;
}

/** Does the proof show that `older` is the beginning of `newer`? */
export function provesConsistency(proof: readonly Buffer[], older: Tree, newer: Tree): boolean {
  if (older.size < 1n || older.size > newer.size) return false;
  const roots = rootsByConsistency(proof, 0n, newer.size, older);
  return roots?.older.equals(older.hash) === true && roots.newer.equals(newer.hash);
}

function rootByInclusion(
  proof: readonly Buffer[],
  low: bigint,
  high: bigint,
  id: bigint,
  leaf: Buffer,
): Buffer | undefined {
  if (high - low === 1n) return proof.length === 0 ? leaf : undefined;
  const last = proof.at(-1);
  if (last === undefined) return undefined;
  const rest = proof.slice(0, -1);
  const middle = low + largestPowerBelow(high - low);
  if (id < middle) {
    const left = rootByInclusion(rest, low, middle, id, leaf);
    return left && nodeHash(left, last);
  }
  const right = rootByInclusion(rest, middle, high, id, leaf);
  return right && nodeHash(last, right);
}

function rootsByConsistency(
  proof: readonly Buffer[],
  low: bigint,
  high: bigint,
  older: Tree,
): { older: Buffer; newer: Buffer } | undefined {
  const last = proof.at(-1);
  if (older.size === high) {
    if (low === 0n) return proof.length === 0 ? { older: older.hash, newer: older.hash } : undefined;
    return proof.length === 1 && last ? { older: last, newer: last } : undefined;
  }
  if (last === undefined) return undefined;
  const rest = proof.slice(0, -1);
  const middle = low + largestPowerBelow(high - low);
  if (older.size <= middle) {
    const left = rootsByConsistency(rest, low, middle, older);
    return left && { older: left.older, newer: nodeHash(left.newer, last) };
  }
  const right = rootsByConsistency(rest, middle, high, older);
  return right && { older: nodeHash(last, right.older), newer: nodeHash(last, right.newer) };
}

/** The largest power of two smaller than `size`, which is at least 2. */
function largestPowerBelow(size: bigint): bigint {
  return 1n << BigInt((size - 1n).toString(2).length - 1);
}
