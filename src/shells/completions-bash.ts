import type { CompletionCommand, Place } from "./completions.ts";
import { quotePosix } from "./quote.ts";

/** The branches of `_gov_complete_follows` in `shims/completions.bash`. */
export function bashBranches(commands: readonly CompletionCommand[]): string {
  return commands.map(branch).join("\n");
}

function branch({ name, subcommands, flags, places, repeats }: CompletionCommand): string {
  const flagWords = flags.map(
    (flag) => `--${flag.name}${flag.value === undefined ? "" : `=${placeText(flag.value)}`}`,
  );
  const placeWords = [...places.map(placeText), ...(repeats ? ["..."] : [])];
  const assignments = [
    `words=${quotePosix([...subcommands.keys()].join(" "))}`,
    `flags=${quotePosix(flagWords.join(" "))}`,
    `places=${quotePosix(placeWords.join(" "))}`,
  ];
  return `    ${quotePosix(name)}) ${assignments.filter((it) => !it.endsWith("=''")).join(" ")} ;;`;
}

function placeText({ words, sources }: Place): string {
  return [...sources.map((source) => `@${source}`), ...words].join("|") || "@nothing";
}
