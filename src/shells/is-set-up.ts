import type { Context } from "../config/context.ts";
import { GovError } from "../errors.ts";
import { readRcFiles } from "./apply.ts";
import { accountOf, loginShell, planSetup, rcFiles } from "./profile.ts";
import { SHELLS } from "./rc-line.ts";

/** Will a new shell of the user's load gov, by the line of `gov setup`? */
export function isSetUp(context: Pick<Context, "homeDir" | "node" | "env" | "home">): boolean {
  const login = loginShell(context);
  try {
    const account = accountOf(context);
    const contents = readRcFiles(rcFiles(account));
    return (login === undefined ? SHELLS : [login]).some((shell) =>
      planSetup([shell], { account, home: context.home, contents }).every(({ action }) => action === "none"),
    );
  } catch (error) {
    // No home directory, or a file that nobody may read: that is the affair of `gov setup`.
    if (error instanceof GovError) return false;
    throw error;
  }
}
