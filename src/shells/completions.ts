import { SETTING_NAMES } from "../config/settings.ts";

/** What completions take from oclif.manifest.json, which the build writes. */
export interface Manifest {
  readonly commands: Readonly<Record<string, ManifestCommand>>;
}

interface ManifestCommand {
  readonly id: string;
  readonly hidden?: boolean;
  readonly summary?: string;
  readonly description?: string;
  readonly args: Readonly<Record<string, ManifestArg>>;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
}

interface ManifestArg {
  readonly name: string;
  readonly multiple?: boolean;
  readonly options?: readonly string[];
}

interface ManifestFlag {
  readonly name: string;
  readonly char?: string;
  readonly type: "boolean" | "option";
  readonly hidden?: boolean;
  readonly summary?: string;
  readonly description?: string;
  readonly options?: readonly string[];
}

/** Words that only the machine knows: names in `versions/`, releases that can be had, files, programs. */
export type Source = "installed" | "remote" | "files" | "directories" | "programs";

/** What may stand at one place of the command line. */
export interface Place {
  readonly words: readonly string[];
  readonly sources: readonly Source[];
}

export interface CompletionFlag {
  readonly name: string;
  readonly char: string | undefined;
  /** Undefined for a flag without a value. */
  readonly value: Place | undefined;
  readonly summary: string;
}

/** A command, or a topic, which has neither flags nor places. */
export interface CompletionCommand {
  /** `config set`; empty for gov itself. */
  readonly name: string;
  /** The words that may follow and make another command, with their summaries. */
  readonly subcommands: ReadonlyMap<string, string>;
  readonly flags: readonly CompletionFlag[];
  /** One for each argument. */
  readonly places: readonly Place[];
  /** The last of the places may be filled any number of times. */
  readonly repeats: boolean;
}

const HELP: CompletionFlag = { name: "help", char: "h", value: undefined, summary: "show help" };
const VERSION: CompletionFlag = {
  name: "version",
  char: "v",
  value: undefined,
  summary: "show the version of gov",
};

/** Every command and topic that is not hidden, gov itself first. */
export function completionCommands({ commands }: Manifest): CompletionCommand[] {
  const shown = Object.values(commands).filter(({ hidden }) => hidden !== true);
  const named = new Map(shown.map((command) => [command.id.replaceAll(":", " "), command]));
  const names = [...named.keys()].flatMap((name) => [topicOf(name), name]);
  return [...new Set(["", ...names])].sort().map((name) => completionCommand(name, named));
}

function completionCommand(name: string, named: ReadonlyMap<string, ManifestCommand>): CompletionCommand {
  const command = named.get(name);
  const args = Object.values(command?.args ?? {});
  return {
    name,
    subcommands: subcommandsOf(name, named),
    flags: name === "" ? [HELP, VERSION] : [...flagsOf(command), HELP],
    places:
      name === "help"
        ? [{ words: [...subcommandsOf("", named).keys()], sources: [] }]
        : args.map((arg) => placeOfArgument(arg, name)),
    repeats: args.at(-1)?.multiple === true,
  };
}

/** `config` of `config set`; empty when it is no subcommand. */
function topicOf(name: string): string {
  return name.split(" ").slice(0, -1).join(" ");
}

function subcommandsOf(name: string, named: ReadonlyMap<string, ManifestCommand>): Map<string, string> {
  const words = name === "" ? 0 : name.split(" ").length;
  const below = [...named].filter(([other]) => name === "" || other.startsWith(`${name} `));
  const subcommands = new Map<string, string>();
  for (const [other, command] of below.sort()) {
    const [word = "", ...more] = other.split(" ").slice(words);
    if (!subcommands.has(word) || more.length === 0)
      subcommands.set(word, more.length === 0 ? summaryOf(command) : "");
  }
  return subcommands;
}

function flagsOf(command: ManifestCommand | undefined): CompletionFlag[] {
  return Object.values(command?.flags ?? {})
    .filter(({ hidden }) => hidden !== true)
    .map((flag) => ({
      name: flag.name,
      char: flag.char,
      value: flag.type === "option" ? placeOfValue(flag) : undefined,
      summary: summaryOf(flag),
    }));
}

/** The first line, without oclif's templates and the full stop. */
function summaryOf(it: { summary?: string; description?: string } | undefined): string {
  const [line = ""] = (it?.summary ?? it?.description ?? "").split("\n");
  return line.replaceAll(/<%.*?%>/g, "gov").replace(/\.$/, "");
}

/** The sources of a flag's value by its name; those of others are nothing that can be listed. */
const VALUES: Readonly<Record<string, Place>> = {
  from: { words: ["official", "goproxy"], sources: ["files"] },
  lock: { words: [], sources: ["files"] },
  dockerfile: { words: [], sources: ["files"] },
};

function placeOfValue({ name, options }: ManifestFlag): Place {
  return VALUES[name] ?? { words: options ?? [], sources: [] };
}

const SETTINGS: Place = { words: SETTING_NAMES, sources: [] };
const ALIASES = ["latest", "stable", "oldstable"];

/** What an argument may be, by its name, or by the command and its name. */
const ARGUMENTS: Readonly<Record<string, Place>> = {
  request: { words: ["system"], sources: ["installed"] },
  "install request": { words: ALIASES, sources: ["installed", "remote"] },
  "list request": { words: ALIASES, sources: ["remote"] },
  "use request": { words: [...ALIASES, "system"], sources: ["installed", "remote"] },
  "exec request": { words: [...ALIASES, "system"], sources: ["installed", "remote"] },
  "uninstall request": { words: [], sources: ["installed"] },
  "verify request": { words: [], sources: ["installed", "directories"] },
  "config get name": SETTINGS,
  "config set name": SETTINGS,
  "config unset name": SETTINGS,
  tool: { words: ["go", "gofmt"], sources: [] },
  command: { words: [], sources: ["programs"] },
  dir: { words: [], sources: ["directories"] },
};

function placeOfArgument({ name, options }: ManifestArg, command: string): Place {
  if (options !== undefined) return { words: options, sources: [] };
  return ARGUMENTS[`${command} ${name}`] ?? ARGUMENTS[name] ?? { words: [], sources: [] };
}
