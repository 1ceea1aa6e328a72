import path from "node:path/posix";
import type { GoVersion } from "../../goversion/version.ts";

/** A Go tree in an image. */
export interface Tree {
  /** Null when the Dockerfile does not tell. */
  readonly version: GoVersion | null;
  /** Where it came from: the line of a FROM, COPY or RUN. */
  readonly line: number;
  /** The tree that was there already and was not removed. */
  readonly over: Tree | null;
}

/** What is known of an image at one point of its making. */
export interface State {
  readonly env: ReadonlyMap<string, string>;
  readonly workdir: string;
  /** By their directories. */
  readonly trees: ReadonlyMap<string, Tree>;
  /** go may have come in a way that is not seen here, and then nothing is said about its absence. */
  readonly mayHaveGo: boolean;
}

/** An entry of PATH that stands for those of an image which is not known. */
export const UNSEEN = "\0";

/** The directories of PATH. */
export function pathOf({ env }: State): string[] {
  return (env.get("PATH") ?? "").split(":");
}

/** The tree whose go a command starts by its name. */
export function treeOnPath(state: State): string | undefined {
  const dirs = pathOf(state).map((dir) => path.normalize(dir).replace(/(.)\/$/, "$1"));
  return [...state.trees.keys()].find((tree) => dirs.includes(path.join(tree, "bin")));
}

/** What a change needs to know of the rest of the Dockerfile. */
export interface Surroundings {
  readonly escapeMark: string;
  /** What `COPY --from=` takes from. */
  readonly sourceOf: (reference: string) => State;
}
