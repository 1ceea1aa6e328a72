import { GovError } from "../errors.ts";

/** What an archive may ask of this machine. A release has 15,000 files, 220 MB and a ratio of 4. */
export interface Limits {
  /** Files and directories together, directories that are only implied included. */
  readonly entries: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Unpacked bytes for each packed byte, over the whole archive. */
  readonly ratio: number;
  readonly pathBytes: number;
  readonly segmentBytes: number;
  readonly depth: number;
}

export const LIMITS: Limits = {
  entries: 60_000,
  fileBytes: 512 * 1024 * 1024,
  totalBytes: 2 * 1024 * 1024 * 1024,
  ratio: 100,
  pathBytes: 1024,
  segmentBytes: 255,
  depth: 64,
};

/** Small archives may have any ratio: it is looked at from here on. */
const RATIO_FREE_BYTES = 1024 * 1024;

/** The refusal of an archive; with `entry`, `reason` is the end of a sentence about that entry. */
export function refused(reason: string, entry?: string): GovError {
  const sentence =
    entry === undefined ? `the archive ${reason}` : `the archive entry \`${shown(entry)}\` ${reason}`;
  return new GovError("archive-refused", `${sentence}, so it was refused`, {
    hint: "such an archive is damaged or forged; try another source with --from",
  });
}

/** At most 120 characters of a hostile name, none of which moves the cursor or turns the text round. */
function shown(name: string): string {
  const text = name.replace(/[\p{C}\p{Z}`\\]/gu, (c) =>
    c === " " ? c : `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
}

/**
 * The path below `prefix` (`go/`) of an entry, `""` for the prefix itself. A directory may end in a slash.
 * Any spelling that a file system could read in a second way is refused, never repaired.
 */
export function pathBelow(prefix: string, name: string, kind: "file" | "directory", limits: Limits): string {
  const bare = kind === "directory" && name.endsWith("/") ? name.slice(0, -1) : name;
  if (Buffer.byteLength(bare) > limits.pathBytes) throw refused("has a path that is too long", name);
  const segments = bare.split("/");
  if (segments.length > limits.depth) throw refused("lies too deep", name);
  for (const segment of segments) {
    const flaw = segmentFlaw(segment, limits);
    if (flaw !== undefined) throw refused(flaw, name);
  }
  if (kind === "directory" && `${bare}/` === prefix) return "";
  if (!bare.startsWith(prefix)) throw refused(`is not below \`${prefix}\``, name);
  return bare.slice(prefix.length);
}

function segmentFlaw(segment: string, limits: Limits): string | undefined {
  if (segment === "") return "has an empty part in its path";
  if (segment === "." || segment === "..") return `has the part \`${segment}\` in its path`;
  if (segment.includes("\\")) return "has a backslash in its path";
  if (segment.includes(":")) return "has a colon in its path";
  if (segment.includes("\ufffd")) return "has a name that is not UTF-8";
  // Format characters too: HFS+ drops them, so `.g<U+200C>it` would be `.git`.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(segment)) return "has a control character in its path";
  if (/[. ]$/.test(segment)) return "has a part that ends in a dot or a space";
  if (/^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]) *(?:\.|$)/i.test(segment))
    return "has the name of a Windows device";
  if (Buffer.byteLength(segment) > limits.segmentBytes) return "has a name that is too long";
  return undefined;
}

/** Two paths with equal keys are one file to some file system: case, Unicode form, `ẞ` and `ss`. */
export function collisionKey(path: string): string {
  return path.normalize("NFD").toLowerCase().toUpperCase().toLowerCase().normalize("NFC");
}

/**
 * Archives that hold `go/` must not hold a file called `_go.mod`: it has the h1 of one called `go.mod`, which
 * is a different tree.
 */
export function checkFlatName(path: string): void {
  if (/(?:^|\/)_go\.mod$/.test(path)) throw refused("would be taken for a go.mod", path);
}

/** Throws once `unpacked` bytes out of `packed` ones are more than any Go release. */
export function checkSize(unpacked: number, packed: number, limits: Limits): void {
  if (unpacked > limits.totalBytes) throw refused(`unpacks to more than ${limits.totalBytes} bytes`);
  if (unpacked > RATIO_FREE_BYTES && unpacked > limits.ratio * packed) {
    throw refused(`unpacks to more than ${limits.ratio} times its size`);
  }
}
