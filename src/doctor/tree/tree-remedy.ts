import { quotePosix } from "../../shells/quote.ts";
import type { Diagnosis } from "../finding.ts";
import type { Machine } from "../machine.ts";
import type { TreeFacts } from "./tree-facts.ts";

/**
 * The cause behind whatever is missing in a tree or does not belong there: it was not unpacked as a whole,
 * in an empty place, and installing it again mends all of that.
 */
export function treeCause({ goroot }: Pick<TreeFacts, "goroot">): string {
  return `tree:${goroot}`;
}

/** How to get a whole tree again: it depends on whose it is. */
export function installAgain(
  machine: Machine,
  { goroot }: Pick<TreeFacts, "goroot">,
): Pick<Diagnosis, "fix" | "repair"> {
  const toolchain = machine.store().toolchains.find((it) => it.goroot === goroot);
  if (toolchain?.kind === "managed") {
    const { name } = toolchain;
    return {
      fix: { text: `install Go ${name} again`, command: `gov install --force ${name}` },
      repair: null,
    };
  }
  const manager = machine.managerOf(goroot);
  const way = manager === undefined ? "the way it came" : `with ${manager.name}`;
  const text = `remove ${goroot} and install it again ${way}, into an empty place; or use a version of gov's`;
  return { fix: { text, command: null }, repair: null };
}

/** Mends the mode of files and directories that somebody took the permissions of. */
export function withMode(change: string, files: readonly string[]): Pick<Diagnosis, "fix" | "repair"> {
  const command = `chmod ${change} ${files.map(quotePosix).join(" ")}`;
  return { fix: { text: "give the permission back, as the owner of the tree", command }, repair: null };
}
