import path from "node:path";
import type { Context } from "../config/context.ts";
import type { Edit } from "../shells/profile.ts";
import { govLine, type Shell } from "../shells/rc-line.ts";
import type { Setup } from "../shells/setup.ts";
import type { Answer } from "./base-command.ts";
import { cleanText } from "./format.ts";

/** `gov setup --json`. */
export interface SetupReport {
  readonly files: readonly {
    readonly shell: Shell;
    readonly file: string;
    readonly action: Edit["action"];
    readonly removed: string | null;
    readonly added: string | null;
  }[];
  /** Paths below the root. */
  readonly ours: readonly string[];
  readonly backup: string | null;
  /** A command that loads gov into a running shell. */
  readonly next: string | null;
}

/** After setting up or removing. */
export function setupAnswer(setup: Setup, action: "load" | "release", context: Context): Answer<SetupReport> {
  const data = reportOf(setup);
  const done = action === "load" ? "loads gov already" : "there is no line of gov's in any start-up file";
  const talk = [
    diffOf(data) || `gov: ${action === "load" ? `${setup.shells.join(", ")} ${done}` : done}\n`,
    data.ours.length === 0 ? "" : `gov: wrote ${data.ours.length} files in ${cleanText(context.home.root)}\n`,
    data.backup === null ? "" : `gov: the files as they were are in ${cleanText(data.backup)}\n`,
    data.next === null ? "" : `gov: open a new shell, or: ${cleanText(data.next)}\n`,
  ];
  return { data, text: "", talk: talk.join("") };
}

/** Before: what would be done. */
export function plannedAnswer(setup: Setup, context: Context): Answer<SetupReport> {
  const data = reportOf(setup);
  const files = data.ours.map((name) => `${cleanText(path.join(context.home.root, name))}\n`);
  return { data, text: diffOf(data) + files.join("") };
}

/** Exit status 1 when there is something to do. */
export function checkAnswer(setup: Setup, context: Context): Answer<SetupReport> {
  const answer = plannedAnswer(setup, context);
  const missing = answer.text !== "";
  return {
    ...answer,
    talk: missing ? "gov: this is missing or out of date; run: gov setup\n" : "",
    exit: missing ? 1 : 0,
  };
}

function reportOf({ edits, ours, backup, next }: Setup): SetupReport {
  return {
    files: edits.map(({ shell, file, action, before, after }) => ({
      shell,
      file,
      action,
      removed: action === "none" ? null : (govLine(before ?? "") ?? null),
      added: action === "none" ? null : (govLine(after ?? "") ?? null),
    })),
    ours,
    backup,
    next,
  };
}

/** Every file that changes, and its lines with `-` and `+`. */
function diffOf({ files }: SetupReport): string {
  return files
    .filter(({ action }) => action !== "none")
    .map(({ file, removed, added }) => {
      const lines = [
        ...(removed === null ? [] : [`- ${removed}`]),
        ...(added === null ? [] : [`+ ${added}`]),
      ];
      return `${[file, ...lines].map(cleanText).join("\n")}\n`;
    })
    .join("");
}
