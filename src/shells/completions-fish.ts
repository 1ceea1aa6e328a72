import type { CompletionCommand, CompletionFlag, Place, Source } from "./completions.ts";
import { quoteFish } from "./quote.ts";

/** The names of commands, as `_gov_commands` in `shims/completions.fish` has them. */
export function fishNames(commands: readonly CompletionCommand[]): string {
  return commands.flatMap(({ name }) => (name === "" ? [] : [quoteFish(name)])).join(" ");
}

/** The flags that take a word. */
export function fishValued(commands: readonly CompletionCommand[]): string {
  const flags = commands.flatMap((command) => command.flags).filter(({ value }) => value !== undefined);
  const words = flags.flatMap(({ name, char }) => [`--${name}`, ...(char === undefined ? [] : [`-${char}`])]);
  return [...new Set(words)].map(quoteFish).join(" ");
}

/** One `complete` for everything that may follow. */
export function fishCompletes(commands: readonly CompletionCommand[]): string {
  return commands.flatMap(completes).join("\n");
}

function completes(command: CompletionCommand): string[] {
  const { name, subcommands, flags, places, repeats } = command;
  const at = (count: string) => `complete -c gov -n ${quoteFish(`_gov_at ${quoteFish(name)}${count}`)}`;
  const placeAt = (place: Place, index: number) => {
    const count = repeats && index === places.length - 1 ? ` ${index}+` : ` ${index}`;
    return `${at(count)} ${place.sources.includes("programs") ? programWords(name, index) : placeWords(place)}`;
  };
  // Flags behind the first word would be those of the program.
  const flagCount = places.some(({ sources }) => sources.includes("programs")) ? " 0" : "";
  return [
    ...[...subcommands].map(([word, summary]) => `${at(" 0")} -a ${word}${description(summary)}`),
    ...flags.map((flag) => `${at(flagCount)} ${flagWords(flag)}`),
    ...places.map(placeAt),
  ];
}

function flagWords({ name, char, value, summary }: CompletionFlag): string {
  const short = char === undefined ? "" : ` -s ${char}`;
  const taken = value === undefined ? "" : ` -r ${placeWords(value)}`;
  return `-l ${name}${short}${taken}${description(summary)}`;
}

const SOURCES: Readonly<Partial<Record<Source, string>>> = {
  installed: "(_gov_installed)",
  remote: "(_gov_remote)",
  directories: "(__fish_complete_directories (commandline -ct))",
};

/** The words in this order, which for releases is the newest first. */
function placeWords({ words, sources }: Place): string {
  const all = [...sources.flatMap((source) => SOURCES[source] ?? []), ...words].join(" ");
  const files = sources.includes("files") ? "-F" : "-f";
  return all === "" ? files : `${files} -k -a ${quoteFish(all)}`;
}

/** What would be completed without gov and the words in front of the program. */
function programWords(name: string, index: number): string {
  const skipped = 1 + name.split(" ").length + index;
  return `-a ${quoteFish(`(__fish_complete_subcommand --fcs-skip=${skipped})`)}`;
}

function description(summary: string): string {
  return summary === "" ? "" : ` -d ${quoteFish(summary)}`;
}
