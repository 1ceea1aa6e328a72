import { backupFor } from "../config/backups.ts";
import type { Context } from "../config/context.ts";
import { readSettings } from "../config/settings.ts";
import { GovError } from "../errors.ts";
import { planRefresh, refreshShims } from "../shims/refresh.ts";
import { applyEdits, readRcFiles } from "./apply.ts";
import {
  type Account,
  accountOf,
  detectShells,
  type Edit,
  loginShell,
  planRemoval,
  planSetup,
  rcFiles,
} from "./profile.ts";
import { loadCommand, SHELLS, type Shell } from "./rc-line.ts";

/** What `gov setup` did, or would do. */
export interface Setup {
  readonly shells: readonly Shell[];
  /** Start-up files of the user's; those that are right have the action `none`. */
  readonly edits: readonly Edit[];
  /** Files below the root that were written or removed. */
  readonly ours: readonly string[];
  /** The directory with the start-up files as they were. */
  readonly backup: string | null;
  /** A command that loads gov into a running shell; null where gov was not set up. */
  readonly next: string | null;
}

/** Makes the shells load gov: first what they load, then the line that does it. None given: those in use. */
export function setUpShells(given: readonly Shell[], context: Context): Setup {
  const { account, contents, shells } = look(given, context);
  const { written, removed, problem } = refreshShims(context, readSettings(context));
  if (problem !== null) throw problem;
  const edits = planSetup(shells, { account, home: context.home, contents });
  return {
    shells,
    edits,
    ours: [...written, ...removed],
    backup: applyEdits(edits, backupFor("setup", context)),
    next: nextCommand(shells, context, account),
  };
}

/** What `setUpShells` would do. */
export function planShells(given: readonly Shell[], context: Context): Setup {
  const { account, contents, shells } = look(given, context);
  const { written, removed } = planRefresh(context, readSettings(context));
  const edits = planSetup(shells, { account, home: context.home, contents });
  return { shells, edits, ours: [...written, ...removed], backup: null, next: null };
}

/** Takes gov's line out of the start-up files of these shells, of all without any. What is in the root stays. */
export function releaseShells(given: readonly Shell[], context: Context): Setup {
  const { edits, shells } = planRelease(given, context);
  return { shells, edits, ours: [], backup: applyEdits(edits, backupFor("remove", context)), next: null };
}

/** What `releaseShells` would do. */
export function planRelease(given: readonly Shell[], context: Context): Setup {
  const account = accountOf(context);
  const shells = given.length === 0 ? SHELLS : given;
  const edits = planRemoval(account, readRcFiles(rcFiles(account))).filter(({ shell }) =>
    shells.includes(shell),
  );
  return { shells, edits, ours: [], backup: null, next: null };
}

function look(given: readonly Shell[], context: Context) {
  const account = accountOf(context);
  const contents = readRcFiles(rcFiles(account));
  const shells =
    given.length === 0 ? detectShells(account, contents) : SHELLS.filter((it) => given.includes(it));
  if (shells.length > 0) return { account, contents, shells };
  throw new GovError("failed", `neither SHELL nor a start-up file tells of ${SHELLS.join(", ")}`, {
    hint: `gov setup --shell bash; for any other shell: export PATH="${context.home.shimsDir}:$PATH"`,
  });
}

/** For the user's own shell, if it is one of these, else for the first. */
function nextCommand(shells: readonly Shell[], { home }: Context, account: Account): string | null {
  const login = loginShell(account);
  const shell = shells.find((it) => it === login) ?? shells[0];
  return shell === undefined ? null : loadCommand(shell, home, account.homeDir);
}
