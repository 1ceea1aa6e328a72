/** A place of the user's with Go releases. */
export interface MirrorSetting {
  /** Small letters, digits and `-`; what `order` and `--from` call it. */
  readonly name: string;
  /** `http`, `https` or `file`; may hold credentials, so it is redacted before it is shown. */
  readonly url: string;
  /** How it lists what it has: `json`, the default, finds the others too; `none` when it does not. */
  readonly index: MirrorIndex;
  /** `flat`: the file names of the official place. `goproxy`: a Go module proxy. */
  readonly kind: "flat" | "goproxy";
  /** The variable that holds a bearer token for it. */
  readonly token_env?: string;
}

/** A mirror as the setting has it: described, or one that gov knows by this name. */
export type MirrorItem = MirrorSetting | string;

export type MirrorIndex = "json" | "autoindex" | "fancyindex" | "none";

const INDEXES: readonly unknown[] = ["json", "autoindex", "fancyindex", "none"] satisfies MirrorIndex[];

/** Names that are sources of their own. */
const TAKEN = ["official", "goproxy"];

/** Reads the value of the setting `mirrors`. Which names alone stand for a mirror, sources/select.ts knows. */
export function parseMirrors(value: unknown): readonly MirrorItem[] | { readonly problem: string } {
  if (!Array.isArray(value)) return { problem: "is not a list of mirrors" };
  const mirrors = new Map<string, MirrorItem>();
  for (const item of value) {
    const mirror = typeof item === "string" ? item : parseMirror(item);
    if (typeof mirror === "object" && "problem" in mirror) return mirror;
    const name = typeof mirror === "string" ? mirror : mirror.name;
    if (mirrors.has(name)) return { problem: `names ${name} twice` };
    mirrors.set(name, mirror);
  }
  return [...mirrors.values()];
}

function parseMirror(item: unknown): MirrorSetting | { readonly problem: string } {
  if (typeof item !== "object" || item === null) return { problem: "holds something that is not a mirror" };
  const { name, url, index = "json", kind = "flat", token_env } = item as Record<string, unknown>;
  if (typeof name !== "string" || !/^[a-z][a-z0-9-]{0,62}$/.test(name)) {
    return { problem: "has a mirror without a name of small letters, digits and `-`" };
  }
  if (TAKEN.includes(name)) return { problem: `calls a mirror ${name}, which is a source of gov's own` };
  if (typeof url !== "string" || !URL.canParse(url) || !/^(?:https?|file):\/\//.test(url)) {
    return { problem: `has no http, https or file URL for the mirror ${name}` };
  }
  if (!INDEXES.includes(index)) return { problem: `has an unknown index for the mirror ${name}` };
  if (kind !== "flat" && kind !== "goproxy") return { problem: `has an unknown kind for the mirror ${name}` };
  if (token_env !== undefined && (typeof token_env !== "string" || !/^[A-Za-z_]\w*$/.test(token_env))) {
    return { problem: `has a token_env that is no variable for the mirror ${name}` };
  }
  return { name, url, index: index as MirrorIndex, kind, ...(token_env === undefined ? {} : { token_env }) };
}
