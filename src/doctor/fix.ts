import { backupFor, backupsDirOf } from "../config/backups.ts";
import type { Context } from "../config/context.ts";
import { readSettings } from "../config/settings.ts";
import { GovError } from "../errors.ts";
import { changeFiles, type FileChange, isOwnedBy, readBytes, undoChange } from "../fs/change-files.ts";
import { planShells } from "../shells/setup.ts";
import { planRefresh, refreshShims } from "../shims/refresh.ts";
import type { Diagnosed } from "./diagnose.ts";
import type { FileEdit, Finding, Repair } from "./finding.ts";

/** What would be done about one finding. */
export interface Proposal {
  readonly finding: Finding;
  /** Files of the user's, with what earlier proposals that were accepted do to them. */
  readonly changes: readonly FileChange[];
  /** Files below gov's root, which can be written anew at any time and are not backed up. */
  readonly ours: readonly string[];
}

/** Fixes that add up: each proposal sees the files as those accepted before it leave them. */
export interface FixPlan {
  /** `undefined` when there is nothing that `--fix` could do about it, or nothing left to do. */
  readonly propose: (diagnosed: Diagnosed) => Proposal | undefined;
  readonly accept: (proposal: Proposal) => void;
  /** Does what was accepted, all or nothing; returns the directory with the files as they were. */
  readonly carryOut: () => string | null;
}

export function planFixes(context: Context): FixPlan {
  const accepted = new Map<string, FileChange>();
  let reshim = false;
  const current = (file: string) => {
    const change = accepted.get(file);
    return change === undefined ? readBytes(file) : change.after;
  };
  return {
    propose: ({ finding, repair }) => {
      const proposal = repair && { finding, ...attempted(repair, current, context) };
      return proposal && proposal.changes.length + proposal.ours.length > 0 ? proposal : undefined;
    },
    accept: ({ changes, ours }) => {
      reshim ||= ours.length > 0;
      for (const change of changes) {
        const before = accepted.get(change.file)?.before ?? change.before;
        accepted.set(change.file, { ...change, before });
      }
    },
    carryOut: () => {
      const problem = reshim ? refreshShims(context, readSettings(context)).problem : null;
      if (problem !== null) throw problem;
      return changeFiles([...accepted.values()], { ...backupFor("fix", context), again: "gov doctor --fix" });
    },
  };
}

/** Takes the newest fix back; returns its files, or null when there is none. */
export function undoFix(context: Context): readonly string[] | null {
  return undoChange("fix", { backupsDir: backupsDirOf(context), uid: context.uid });
}

/**
 * What cannot be planned, as in a file that cannot be read or without a shell to set up, is left to a person; files
 * of others, such as those in `/etc`, to their owner.
 */
function attempted(...args: Parameters<typeof proposed>): ReturnType<typeof proposed> {
  const [, , { uid }] = args;
  try {
    const { changes, ours } = proposed(...args);
    return { changes: changes.filter(({ file }) => isOwnedBy(file, uid)), ours };
  } catch (error) {
    if (error instanceof GovError) return { changes: [], ours: [] };
    throw error;
  }
}

function proposed(
  repair: Repair,
  current: (file: string) => string | null,
  context: Context,
): Pick<Proposal, "changes" | "ours"> {
  switch (repair.kind) {
    case "edits":
      return { changes: changesOf(repair.edits, current), ours: [] };
    case "reshim": {
      const { written, removed } = planRefresh(context, readSettings(context));
      return { changes: [], ours: [...written, ...removed] };
    }
    case "setup": {
      const { edits, ours } = planShells([], context);
      const due = edits.filter(({ action }) => action !== "none");
      return { changes: due.map(({ file, before, after }) => ({ file, before, after })), ours };
    }
  }
}

function changesOf(edits: readonly FileEdit[], current: (file: string) => string | null): FileChange[] {
  return edits.flatMap(({ file, change }) => {
    const before = current(file);
    const after = before === null ? undefined : change(before);
    return after === undefined ? [] : [{ file, before, after }];
  });
}
