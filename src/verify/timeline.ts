import { GovError } from "../errors.ts";
import { InvalidEvidence } from "./invalid-evidence.ts";
import { openNote, type Verifier } from "./note.ts";
import type { SumdbCache } from "./sumdb-cache.ts";
import { MissingTile } from "./tile-store.ts";
import { type TileReader, treeHashAt } from "./tiles.ts";
import { EMPTY_TREE, type Tree } from "./tlog.ts";
import { parseTree } from "./tree-note.ts";

interface Head {
  readonly tree: Tree;
  readonly note: Buffer;
}

/**
 * The one history that a checksum database may show us. Every signed tree we meet, in memory, on disk or in
 * an answer, must be a beginning of the largest one or continue it; anything else is a fork and final.
 */
export class Timeline {
  readonly #verifier: Verifier;
  #latest: Head = { tree: EMPTY_TREE, note: Buffer.alloc(0) };

  constructor(verifier: Verifier) {
    this.#verifier = verifier;
  }

  /** The largest tree known. */
  get latest(): Tree {
    return this.#latest.tree;
  }

  /**
   * Takes in the signed tree of an answer. The largest is kept on disk: heads are only ever added there,
   * and a smaller one goes when a larger one that contains it is in place. So of two processes that add
   * theirs at the same moment the later one sees both.
   */
  async extend(note: Buffer, tiles: TileReader, cache: SumdbCache): Promise<void> {
    await this.#mergeStored(tiles, cache);
    await this.#merge(this.#open(note), tiles);
    for (;;) {
      const stored = await this.#mergeStored(tiles, cache);
      if (stored.size === 0 && this.#latest.note.length === 0) return;
      const { tree, note: newest } = this.#latest;
      if (!stored.has(headName(tree)) && cache.writeHead(headName(tree), newest)) continue;
      if (!stored.has(headName(tree))) return;
      for (const [name, head] of stored) if (head.tree.size < tree.size) cache.removeHead(name);
      return;
    }
  }

  async #mergeStored(tiles: TileReader, cache: SumdbCache): Promise<ReadonlyMap<string, Head>> {
    const stored = new Map<string, Head>();
    for (const [name, note] of cache.heads()) {
      const head = this.#openStored(note);
      if (head === undefined || headName(head.tree) !== name) cache.removeHead(name);
      else stored.set(name, head);
    }
    for (const head of stored.values()) await this.#merge(head, tiles);
    return stored;
  }

  /** A damaged file costs the memory of one tree and must not block for ever. */
  #openStored(note: Buffer): Head | undefined {
    try {
      return this.#open(note);
    } catch (error) {
      if (error instanceof InvalidEvidence) return undefined;
      throw error;
    }
  }

  #open(note: Buffer): Head {
    return { tree: parseTree(openNote(note, this.#verifier)), note };
  }

  async #merge(head: Head, tiles: TileReader): Promise<void> {
    for (;;) {
      const latest = this.#latest;
      const isNew = head.tree.size > latest.tree.size;
      const [older, newer] = isNew ? [latest, head] : [head, latest];
      const proven = await provenBeginning(older, newer, tiles);
      if (!proven.equals(older.tree.hash)) throw forked(this.#verifier.name, older, newer, proven);
      if (!isNew) return;
      if (this.#latest !== latest) continue; // another lookup moved it while tiles were fetched
      this.#latest = head;
      return;
    }
  }
}

/**
 * The root that the beginning of `newer` has where `older` ends. A database that cannot show it may have been
 * rolled back, so the reason names both trees.
 */
async function provenBeginning(older: Head, newer: Head, tiles: TileReader): Promise<Buffer> {
  try {
    return await treeHashAt(newer.tree, older.tree.size, tiles);
  } catch (error) {
    if (!(error instanceof InvalidEvidence || error instanceof MissingTile)) throw error;
    const reason = `${error.message}, so it has not shown that ${bothSigned(older, newer)} are one history`;
    throw error instanceof InvalidEvidence ? new InvalidEvidence(reason) : new MissingTile(reason);
  }
}

function bothSigned(older: Head, newer: Head): string {
  return `the signed trees \`${older.note}\` and \`${newer.note}\``;
}

function headName({ size, hash }: Tree): string {
  return `${size}-${hash.toString("hex")}`;
}

/**
 * Both notes are signed, so this cannot be damage: the database tells different people different things. The
 * message holds both as they are: whoever reads it may have no other evidence.
 */
function forked(name: string, older: Head, newer: Head, proven: Buffer): GovError {
  return new GovError(
    "proof-failed",
    `the checksum database ${name} has forked: ${bothSigned(older, newer)} contradict each other`,
    {
      hint: "this is an attack or a broken database: keep both signed trees as evidence and report them",
      cause: new Error(
        `the first ${older.tree.size} records of the second tree have the root ${proven.toString("base64")}`,
      ),
    },
  );
}
