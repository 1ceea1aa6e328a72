import path from "node:path";
import type { Context } from "../../config/context.ts";
import { isBelow } from "../../fs/is-below.ts";
import { kindOf } from "../../fs/kind-of.ts";
import { MANAGERS, type Manager } from "./known.ts";

type Asker = Pick<Context, "env" | "homeDir">;

/** The manager in whose directories `path` is, or was before they were removed. */
export function managerOf(file: string, asker: Asker): Manager | undefined {
  const owners = MANAGERS.filter((it) => owns(it, file, asker));
  return owners.find((it) => isMarked(it, asker)) ?? owners[0];
}

/** Also of a place that its variable names. */
export function owns(manager: Manager, file: string, asker: Asker): boolean {
  const named = namedHome(manager, asker);
  return manager.owns.test(file) || (named !== undefined && isBelow(file, named));
}

/** Where it keeps its things, or kept them. */
export function homesOf(manager: Manager, asker: Asker): readonly string[] {
  const named = namedHome(manager, asker);
  const { homeDir } = asker;
  const usual = homeDir === undefined ? [] : manager.homes.map((it) => path.join(homeDir, it));
  return named === undefined ? usual : [named, ...usual];
}

/** Does a file say that it is installed? */
export function isMarked(manager: Manager, asker: Asker): boolean {
  return homesOf(manager, asker).some((home) =>
    manager.marks.some((mark) => kindOf(path.join(home, mark)) !== "missing"),
  );
}

/** The home directory and `/` are nobody's, whatever a variable says. */
function namedHome({ homeVariable }: Manager, { env, homeDir }: Asker): string | undefined {
  const named = homeVariable && env(homeVariable);
  if (!named || !path.isAbsolute(named)) return undefined;
  const directory = path.resolve(named);
  return directory === "/" || directory === homeDir ? undefined : directory;
}
