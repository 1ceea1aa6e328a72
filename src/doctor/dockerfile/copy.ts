import path from "node:path/posix";
import { parseUpstreamName } from "../../goversion/version.ts";
import { expand } from "./expand.ts";
import type { Instruction } from "./instructions.ts";
import { pathOf, type State, type Surroundings, type Tree } from "./state.ts";
import { plainWords } from "./words.ts";

/** The image after a COPY or ADD: Go trees that come along with it, from a stage, an image or an archive. */
export function afterCopy(instruction: Instruction, state: State, around: Surroundings): State {
  const trees = new Map(state.trees);
  for (const [dir, tree] of copiedTrees(instruction, state, around)) {
    trees.set(dir, { ...tree, over: trees.get(dir) ?? null });
  }
  const target = targetOf(instruction, state, around.escapeMark);
  const reachesPath = pathOf(state).some((dir) => `${dir}/`.startsWith(target === "/" ? "/" : `${target}/`));
  return { ...state, trees, mayHaveGo: state.mayHaveGo || (reachesPath && trees.size === state.trees.size) };
}

/** The Go trees that an instruction puts into the image, by their new directories. */
function copiedTrees(instruction: Instruction, state: State, around: Surroundings): [string, Tree][] {
  const { name, flags, line } = instruction;
  const target = targetOf(instruction, state, around.escapeMark);
  const sources = wordsOf(instruction, state, around.escapeMark).slice(0, -1);
  const from = flags.get("from");
  if (from !== undefined) {
    const lookup = (it: string) => state.env.get(it);
    const { trees } = around.sourceOf(expand(from, lookup, around.escapeMark));
    return sources.flatMap((source) => treesBelow(source, trees, target, line));
  }
  if (name !== "ADD") return [];
  return sources.flatMap((source): [string, Tree][] => {
    const [release] = /\bgo\d+(?:\.\d+)+(?=\.[a-z]+-\w+\.tar\.gz$)/.exec(source) ?? [];
    // An archive from elsewhere is not unpacked.
    if (release === undefined || /^\w+:\/\//.test(source)) return [];
    return [[path.join(target, "go"), { version: parseUpstreamName(release) ?? null, line, over: null }]];
  });
}

/** The content of a directory goes into the target, not the directory itself. */
function treesBelow(
  source: string,
  trees: ReadonlyMap<string, Tree>,
  target: string,
  line: number,
): [string, Tree][] {
  const root = path.resolve("/", source);
  const found = [...trees].flatMap(([dir, tree]): [string, Tree][] => {
    if (dir !== root && !dir.startsWith(root === "/" ? "/" : `${root}/`)) return [];
    return [[path.join(target, path.relative(root, dir)), { ...tree, line }]];
  });
  if (found.length > 0 || path.basename(root) !== "go" || path.basename(target) !== "go") return found;
  return [[target, { version: null, line, over: null }]];
}

function targetOf(instruction: Instruction, state: State, escapeMark: string): string {
  return path.resolve(state.workdir, wordsOf(instruction, state, escapeMark).at(-1) ?? ".");
}

function wordsOf(instruction: Instruction, { env }: State, escapeMark: string): string[] {
  return plainWords(instruction, escapeMark).map((word) => expand(word, (name) => env.get(name), escapeMark));
}
