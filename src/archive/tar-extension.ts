import { refused } from "./safety.ts";

/** `x`: pax records about the next entry. `L`: GNU's long name of the next entry. */
export type ExtensionKind = "x" | "L";

/** Records that change neither what an entry is nor where its body ends, and `path`. */
const KEYS = new Set(
  "path size mtime atime ctime uid gid uname gname comment SCHILY.dev SCHILY.ino SCHILY.nlink".split(" "),
);

/**
 * Refuses extension headers that two readers could take differently. What is left is text of one line
 * without NUL, so the library's reading by lines is the same as one by lengths. (`size` must be the size
 * of the header; `TarReader` compares them.)
 */
export function checkExtension(kind: ExtensionKind, body: Buffer): void {
  const text = utf8(body);
  if (kind === "L") {
    if (!/^[^\0\n]+\0?$/.test(text)) throw refused("holds a malformed long name");
    return;
  }
  const seen = new Set<string>();
  let at = 0;
  while (at < body.length) {
    const record = nextRecord(body, at);
    if (!KEYS.has(record.key)) throw refused(`holds a pax record \`${record.key}\``);
    if (seen.has(record.key)) throw refused(`holds the pax record \`${record.key}\` twice for one entry`);
    seen.add(record.key);
    at = record.end;
  }
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts all of it. */
function nextRecord(body: Buffer, start: number): { key: string; end: number } {
  const length = /^([1-9][0-9]{0,4}) /.exec(body.toString("latin1", start, start + 6))?.[1];
  const end = start + Number(length ?? Number.NaN);
  const [, key] = /^[0-9]+ ([\w.]+)=[^\0\n]+\n$/.exec(body.toString("latin1", start, end)) ?? [];
  if (key === undefined || end > body.length) throw refused("holds a malformed pax record");
  return { key, end };
}

function utf8(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    if (cause instanceof TypeError) throw refused("holds an extension header that is not UTF-8");
    throw cause;
  }
}
