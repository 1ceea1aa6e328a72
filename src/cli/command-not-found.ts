import type { Config } from "@oclif/core/config";
import { GovError } from "../errors.ts";

/** Words of other managers, and the gov command that does it. */
const FOREIGN_WORDS: Readonly<Record<string, string>> = {
  local: "gov use",
  global: "gov default",
  versions: "gov list",
  ls: "gov list",
  "ls-remote": "gov list --remote",
  "list-remote": "gov list --remote",
  "list-all": "gov list --remote",
  listall: "gov list --remote",
  rehash: "gov reshim",
  remove: "gov uninstall",
  version: "gov current",
};

/** The failure for a first word that is no command; `undefined` when oclif can go on. */
export function unknownCommand(words: readonly string[], config: Config): GovError | undefined {
  const word = words[0];
  if (word === undefined || word.startsWith("-")) return undefined;
  if (config.findCommand(word) !== undefined || config.findTopic(word) !== undefined) return undefined;
  const known = FOREIGN_WORDS[word] ?? nearestCommand(word, config.commandIDs);
  return new GovError("usage", `\`${word}\` is not a gov command`, { hint: known ?? "gov --help" });
}

function nearestCommand(word: string, commands: readonly string[]): string | undefined {
  const ranked = commands
    .map((id) => ({ id, distance: editDistance(word, id) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= 2 ? `gov ${best.id.replaceAll(":", " ")}` : undefined;
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
