/**
 * Does one of the patterns, a comma list as in GOPRIVATE, match as many leading elements of `target` as it
 * has itself? As `MatchPrefixPatterns` of https://pkg.go.dev/golang.org/x/mod/module; a malformed pattern
 * matches nothing.
 */
export function matchesPrefixPattern(patterns: string, target: string): boolean {
  return patterns.split(",").some((text) => {
    const pattern = text.replace(/\/$/, "");
    const elements = pattern.split("/").length;
    const prefix = target.split("/").slice(0, elements);
    return pattern !== "" && prefix.length === elements && matches(pattern, prefix.join("/"));
  });
}

const CHARACTER = String.raw`(?:\\.|[^\\\]-])`;
/** `*`, `?`, a class such as `[^a-z]`, or a character that may be escaped. */
const TOKEN = new RegExp(
  String.raw`\*+|\?|\[(?<not>\^?)(?<ranges>(?:${CHARACTER}(?:-${CHARACTER})?)+)\]|\\(?<escaped>.)|[^*?[\\]`,
  "gsuy",
);

/** Longer than any module's path; a regular expression has an end. */
const MAX_LENGTH = 1000;

/** Go's `path.Match`: https://pkg.go.dev/path#Match */
function matches(pattern: string, text: string): boolean {
  if (pattern.length > MAX_LENGTH) return false;
  const tokens = [...pattern.matchAll(TOKEN)];
  if (tokens.map(([whole]) => whole).join("") !== pattern) return false;
  return new RegExp(`^${tokens.map(sourceOf).join("")}$`, "su").test(text);
}

function sourceOf({ 0: whole, groups: { not, ranges, escaped } = {} }: RegExpExecArray): string {
  if (whole.startsWith("*")) return "[^/]*";
  if (whole === "?") return "[^/]";
  if (ranges !== undefined) return `[${not}${classOf(ranges)}]`;
  return literal(escaped ?? whole);
}

/** A range that runs backwards is empty. */
function classOf(ranges: string): string {
  return Array.from(ranges.matchAll(/\\?(.)(?:-\\?(.))?/gsu), ([, low = "", high = low]) =>
    low <= high ? `${literal(low)}-${literal(high)}` : "",
  ).join("");
}

function literal(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
