import { type PinRequest, parsePinText } from "./pin.ts";
import { fromSemver, parseRange, type VersionRange } from "./range.ts";

/** What a user asked for, with its spelling kept. */
export type Request =
  | PinRequest
  | { readonly kind: "range"; readonly text: string; readonly range: VersionRange }
  | { readonly kind: "alias"; readonly text: string; readonly alias: Alias };

export type Alias = "latest" | "stable" | "oldstable";

const ALIASES: readonly Alias[] = ["latest", "stable", "oldstable"];

/**
 * Reads a request of the command line; `undefined` when it is none. Here `1.23.0-rc.1` and `1.23.0-rc1`,
 * as semver has them, are `1.23rc1`, also in `text`: that may be written into a pin.
 */
export function parseRequest(text: string): Request | undefined {
  const trimmed = text.trim();
  const pin = parsePinText(fromSemver(trimmed));
  if (pin !== undefined) return pin;
  const alias = ALIASES.find((word) => word === trimmed);
  if (alias !== undefined) return { kind: "alias", text: trimmed, alias };
  const range = parseRange(trimmed);
  return range && { kind: "range", text: trimmed, range };
}
