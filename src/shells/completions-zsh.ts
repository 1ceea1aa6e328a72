import type { CompletionCommand, CompletionFlag, Place } from "./completions.ts";
import { quotePosix } from "./quote.ts";

/** The branches of `_gov_follows` in `shims/completions.zsh`. */
export function zshBranches(commands: readonly CompletionCommand[]): string {
  return commands.map(branch).join("\n");
}

function branch(command: CompletionCommand): string {
  const subcommands = [...command.subcommands].map(([word, summary]) => `${word}${summary && `:${summary}`}`);
  const specs = [...command.flags.map(flagSpec), ...placeSpecs(command)];
  const lines = [
    `    ${quotePosix(command.name)})`,
    ...(subcommands.length === 0 ? [] : [`      subcommands=(${subcommands.map(quotePosix).join(" ")})`]),
    `      arguments=(${specs.map(quotePosix).join(" ")})`,
    "      ;;",
  ];
  return lines.join("\n");
}

/** `--os=[for another system]:value: _gov_place`, in the grammar of `_arguments`. */
function flagSpec({ name, value, summary }: CompletionFlag): string {
  const explanation = summary.replaceAll(/[[\]\\]/g, "\\$&");
  return `--${name}${value === undefined ? "" : "="}[${explanation}]${value === undefined ? "" : `:value:${action(value)}`}`;
}

function placeSpecs({ places, repeats }: CompletionCommand): string[] {
  const runs = places.some(({ sources }) => sources.includes("programs"));
  return places.map((place, index) => {
    // The words from here on are the command line of that program, and flags behind the first word its own.
    if (place.sources.includes("programs")) return "(-)*::: :_normal";
    const repeated = repeats && index === places.length - 1;
    return `${runs ? "(-)" : ""}${repeated ? "*" : `${index + 1}`}:word:${action(place)}`;
  });
}

function action({ words, sources }: Place): string {
  const tokens = [...sources.map((source) => `@${source}`), ...words];
  return tokens.length === 0 ? " " : ` _gov_place ${tokens.join(" ")}`;
}
