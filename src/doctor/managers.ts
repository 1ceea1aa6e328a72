import type { Context } from "../config/context.ts";

/** Another Go version manager, or an installer that leaves a GOROOT behind. */
export interface Manager {
  /** As its users call it, such as `gvm`, `goenv`, `asdf`. */
  readonly name: string;
}

/** The manager in whose directories `path` is, by the patterns of its trees. */
export function managerOf(_path: string, _context: Pick<Context, "homeDir">): Manager | undefined {
  return undefined;
}
