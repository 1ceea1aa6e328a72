import path from "node:path";
import type { Context } from "../config/context.ts";
import { GovError } from "../errors.ts";
import { readRcFiles } from "./apply.ts";
import { type Account, planSetup, rcFiles } from "./profile.ts";
import { SHELLS } from "./rc-line.ts";

/** Will a new shell of the user's load gov, by the line of `gov setup`? */
export function isSetUp({
  homeDir,
  node,
  env,
  home,
}: Pick<Context, "homeDir" | "node" | "env" | "home">): boolean {
  if (homeDir === undefined) return false;
  const account: Account = { homeDir, platform: node.platform, env };
  const login = SHELLS.find((shell) => shell === path.basename(env("SHELL") ?? ""));
  try {
    const contents = readRcFiles(rcFiles(account));
    return (login === undefined ? SHELLS : [login]).some((shell) =>
      planSetup([shell], { account, root: home.root, contents }).every(({ action }) => action === "none"),
    );
  } catch (error) {
    // A file that nobody may read is the affair of `gov setup`.
    if (error instanceof GovError) return false;
    throw error;
  }
}
