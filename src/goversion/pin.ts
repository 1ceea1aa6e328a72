import { type GoVersion, lineOf, parseVersion } from "./version.ts";

/**
 * What a pin may say, with its spelling kept. `1.N` is always the line, also before 1.21, where upstream
 * calls the first release so: that one is `1.20.0` here.
 */
export type PinRequest =
  | { readonly kind: "exact"; readonly text: string; readonly version: GoVersion }
  | { readonly kind: "line"; readonly text: string; readonly line: string }
  | { readonly kind: "system"; readonly text: string }
  /** A linked toolchain. */
  | { readonly kind: "name"; readonly text: string; readonly name: string };

/** More than any version or name has; `shims/resolve.sh` looks at nothing longer either. */
export const MAX_REQUEST_LENGTH = 64;

const NAME = /^[a-z][a-z0-9._-]*$/;

/** Words with a meaning of their own; no linked toolchain can be called so. */
const RESERVED: readonly string[] = [
  "latest",
  "stable",
  "oldstable",
  "system",
  "default",
  "local",
  "auto",
  "path",
];

/**
 * Reads the text of a pin; `undefined` when no pin can say it, as ranges and aliases. Apart from the other
 * requests, because this runs where every millisecond counts and ranges need semver.
 */
export function parsePinText(text: string): PinRequest | undefined {
  if (text.length > MAX_REQUEST_LENGTH) return undefined;
  if (text === "system") return { kind: "system", text };
  const bare = text.replace(/^(?:go|v)(?=[0-9])/, "");
  if (/^[0-9]/.test(bare)) return parseNumbers(bare, text);
  if (!NAME.test(text) || RESERVED.includes(text)) return undefined;
  return { kind: "name", text, name: text };
}

/** `1` alone is a range: a pin that follows every new line of Go would pin nothing. */
function parseNumbers(bare: string, text: string): PinRequest | undefined {
  const version = bare.includes(".") ? parseVersion(bare) : undefined;
  if (version === undefined) return undefined;
  const isLine = /^[0-9]+\.[0-9]+$/.test(bare);
  return isLine ? { kind: "line", text, line: lineOf(version) } : { kind: "exact", text, version };
}
