import { GovError } from "../errors.ts";

/** Words of other managers, and the gov command that does it. */
const FOREIGN_WORDS: ReadonlyMap<string, string> = new Map([
  ["local", "gov use"],
  ["global", "gov default"],
  ["versions", "gov list"],
  ["ls", "gov list"],
  ["ls-remote", "gov list --remote"],
  ["list-remote", "gov list --remote"],
  ["list-all", "gov list --remote"],
  ["listall", "gov list --remote"],
  ["rehash", "gov reshim"],
  ["remove", "gov uninstall"],
  ["version", "gov current"],
]);

/**
 * The failure for words that begin with no command; `undefined` when oclif can go on. `ids` are the commands as
 * oclif writes them: `list`, `cache:clear`.
 */
export function unknownCommand(
  [word, next]: readonly string[],
  ids: readonly string[],
): GovError | undefined {
  if (word === undefined || word.startsWith("-") || ids.includes(word)) return undefined;
  const isTopic = ids.some((id) => id.startsWith(`${word}:`));
  if (!isTopic) return notFound(word, FOREIGN_WORDS.get(word), ids);
  if (next === undefined || next.startsWith("-") || ids.includes(`${word}:${next}`)) return undefined;
  return notFound(`${word} ${next}`, undefined, ids);
}

function notFound(words: string, known: string | undefined, ids: readonly string[]): GovError {
  const hint = known ?? nearestCommand(words, ids) ?? "gov --help";
  return new GovError("usage", `\`${words}\` is not a gov command`, { hint });
}

/** Commands of topics are compared with their topic, in words. */
function nearestCommand(words: string, ids: readonly string[]): string | undefined {
  const ranked = ids
    .map((id) => id.replaceAll(":", " "))
    .map((id) => ({ id, distance: editDistance(words, id) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= 2 ? `gov ${best.id}` : undefined;
}

/** Levenshtein; words here are short. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? a.length;
}
