import { InvalidEvidence } from "./invalid-evidence.ts";
import { strictBase64, strictDecimal, strictText } from "./strict.ts";
import { HASH_SIZE, type Tree } from "./tlog.ts";

const MAX_TREE_TEXT = 1_000_000;

/** Reads the signed text of a tree head: a title, the size, the root; later lines are ignored. */
export function parseTree(text: Uint8Array): Tree {
  const lines = text.length <= MAX_TREE_TEXT ? (strictText(text)?.split("\n") ?? []) : [];
  const [title, decimal = "", encoded = ""] = lines;
  const size = strictDecimal(decimal);
  const hash = strictBase64(encoded);
  if (
    lines.length < 4 ||
    title !== "go.sum database tree" ||
    size === undefined ||
    hash?.length !== HASH_SIZE
  ) {
    throw new InvalidEvidence("its tree head is malformed");
  }
  return { size, hash };
}

/** An answer to a lookup. Only `text` is covered by the tree; only the tree in `note` is signed. */
export interface LookupAnswer {
  readonly id: bigint;
  readonly text: Buffer;
  readonly note: Buffer;
}

/** Reads `ID\nTEXT\n\nNOTE`, where the text ends before the first blank line. */
export function parseLookup(body: Uint8Array): LookupAnswer {
  const bytes = Buffer.from(body);
  const idEnd = bytes.indexOf("\n");
  const textEnd = bytes.indexOf("\n\n", idEnd + 1);
  if (idEnd < 0 || textEnd < 0) throw new InvalidEvidence("its record is malformed");
  const id = strictDecimal(bytes.toString("latin1", 0, idEnd));
  const text = bytes.subarray(idEnd + 1, textEnd + 1);
  if (id === undefined || strictText(text) === undefined)
    throw new InvalidEvidence("its record is malformed");
  return { id, text, note: bytes.subarray(textEnd + 2) };
}
