import path from "node:path/posix";
import { parseUpstreamName } from "../../goversion/version.ts";
import { expand } from "./expand.ts";
import type { Instruction } from "./instructions.ts";
import { commandsOf } from "./shell-commands.ts";
import type { State, Tree } from "./state.ts";

/** What a RUN does to Go trees, in its order. */
interface TreeChange {
  readonly kind: "unpacked" | "removed";
  readonly dir: string;
  readonly tree: Tree;
}

/** An archive of Go, by its name or where it comes from. */
const ARCHIVE = /\bgo(?:\d|\$|\{)|\bgo\.(?:tgz|tar)|go\.dev\/dl|dl\.google\.com\/go|golang\.org\/dl/;

/** tar's first word may lack its dash. */
const DIRECTORY = /^-[a-zA-Z]*C$|^--directory$/;

/** Commands that bring nothing, whatever their words are. */
const HARMLESS = [
  "go",
  "export",
  "set",
  "cd",
  "echo",
  "printf",
  "mkdir",
  "rm",
  "rmdir",
  "chmod",
  "chown",
  "test",
  "[",
];

/** The image after a RUN. */
export function afterRun(instruction: Instruction, state: State): State {
  const trees = new Map(state.trees);
  const changes = treeChanges(instruction, state);
  for (const { kind, dir, tree } of changes) {
    if (kind === "unpacked") trees.set(dir, { ...tree, over: trees.get(dir) ?? null });
    else for (const it of [...trees.keys()]) if (`${it}/`.startsWith(`${dir}/`)) trees.delete(it);
  }
  const isSeen = changes.some(({ kind }) => kind === "unpacked");
  const hides = commandsOf(instruction).some((command) => mayBringGo(command, isSeen));
  return { ...state, trees, mayHaveGo: state.mayHaveGo || hides };
}

/** `tar -C /usr/local -xzf go1.22.5.linux-amd64.tar.gz`, `rm -rf /usr/local/go`. */
function treeChanges(instruction: Instruction, { env, workdir }: State): TreeChange[] {
  const script = [instruction.text, ...instruction.heredocs].join("\n");
  const isGo = ARCHIVE.test(script);
  // The shell's words, whatever the escape of the Dockerfile is.
  const expanded = expand(script, (name) => env.get(name), "\\");
  const [release = ""] = /\bgo\d+(?:\.\d+)+(?=\.)/.exec(expanded) ?? [];
  const tree = { version: parseUpstreamName(release) ?? null, line: instruction.line, over: null };
  return commandsOf(instruction).flatMap((words): TreeChange[] => {
    const [program, ...args] = words;
    if (program === "rm") {
      return args
        .filter((word) => !word.startsWith("-"))
        .map((word) => ({ kind: "removed", dir: path.resolve(workdir, word).replace(/\/\*$/, ""), tree }));
    }
    if (program !== "tar" || !isGo || !unpacks(args)) return [];
    const dir = path.resolve(workdir, targetOf(args) ?? ".");
    const strips = args.some((word) => word.startsWith("--strip-components"));
    return [{ kind: "unpacked", dir: strips ? dir : path.join(dir, "go"), tree }];
  });
}

function unpacks([first = "", ...others]: readonly string[]): boolean {
  return /^-?[a-zA-Z]*x/.test(first) || others.some((word) => /^-[a-zA-Z]*x|^--extract$/.test(word));
}

/** `-C DIR`, `-xzC DIR`, `--directory=DIR`. */
function targetOf(args: readonly string[]): string | undefined {
  const long = args.find((word) => word.startsWith("--directory="));
  if (long !== undefined) return long.slice("--directory=".length);
  const flag = args.findIndex((word, index) => DIRECTORY.test(index === 0 ? word.replace(/^-?/, "-") : word));
  return flag === -1 ? undefined : args[flag + 1];
}

/** Packages, links, scripts and downloads: whatever could put a go on PATH. */
function mayBringGo([program = "", ...args]: readonly string[], isSeen: boolean): boolean {
  if (HARMLESS.includes(program)) return false;
  const links = ["ln", "cp", "mv", "install"].includes(program);
  if (isSeen && !links && !isScript(program)) return false;
  return isScript(program) || ["curl", "wget", "git"].includes(program) || /go/i.test(args.join(" "));
}

function isScript(program: string): boolean {
  return /\/|^(?:ba|da|a|z)?sh$|^(?:\.|source|make|eval|python3?)$/.test(program);
}
