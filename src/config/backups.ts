import fs from "node:fs";
import path from "node:path";
import { mayWrite } from "../fs/may-write.ts";
import type { Context } from "./context.ts";

/**
 * Where files that gov changes outside its root are kept as they were: in the root, or, where that belongs to
 * somebody else, in the user's own directory for state (https://specifications.freedesktop.org/basedir-spec).
 */
export function backupsDirOf({ home, homeDir, env }: Pick<Context, "home" | "homeDir" | "env">): string {
  // A root that is not there yet is this user's to make.
  if (homeDir === undefined || mayWrite(home.root) || !fs.existsSync(home.root)) return home.backupsDir;
  const state = env("XDG_STATE_HOME");
  return path.join(state?.startsWith("/") ? state : path.join(homeDir, ".local", "state"), "gov", "backups");
}

/** The place of one change among the backups, by what it was; those of one kind sort by their time. */
export function backupFor(what: string, context: Context) {
  const time = new Date(context.now()).toISOString().replaceAll(/[^0-9T]/g, "");
  return { backupsDir: backupsDirOf(context), uid: context.uid, id: `${what}-${time}-${context.pid}` };
}
