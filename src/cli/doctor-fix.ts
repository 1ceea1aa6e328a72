import type { Context } from "../config/context.ts";
import { type Diagnosed, isAtLeast } from "../doctor/diagnose.ts";
import type { Finding, Severity } from "../doctor/finding.ts";
import { type FixPlan, type Proposal, planFixes, undoFix } from "../doctor/fix.ts";
import { GovError } from "../errors.ts";
import { askYes } from "./ask.ts";
import type { Answer } from "./base-command.ts";
import { cleanText } from "./format.ts";
import { writeErr } from "./output.ts";
import { type Fixes, type FixRow, fixedText, fixRow, proposalText } from "./present-fix.ts";
import type { Paint } from "./style.ts";

/** `ask` needs a terminal; `show` changes nothing. */
type FixMode = "ask" | "all" | "show";

export interface FixFlags {
  readonly yes: boolean;
  readonly "dry-run": boolean;
  readonly "fail-on": Severity;
}

/** The place of `gov doctor --fix`: on a terminal it may ask. */
export interface FixPlace {
  readonly context: Context;
  readonly json: boolean;
  readonly paint: Paint;
}

/** `gov doctor --fix`: the status tells of what is left. */
export async function fixAnswer(
  found: readonly Diagnosed[],
  flags: FixFlags,
  { context, json, paint }: FixPlace,
): Promise<Answer<Fixes>> {
  const mode = fixMode(flags, context.tty.stdin && context.tty.stderr && !json);
  const fixes = await fixFindings(found, { plan: planFixes(context), mode, paint });
  const exit = fixes.left.some(({ severity }) => isAtLeast(severity, flags["fail-on"])) ? 1 : 0;
  return { data: fixes, text: fixedText(fixes), exit };
}

/** `gov doctor --undo`. */
export function undoAnswer(context: Context): Answer<{ readonly restored: readonly string[] }> {
  const files = undoFix(context) ?? [];
  const lines = files.map((file) => `${cleanText(file)} is as it was\n`);
  return { data: { restored: files }, text: lines.join("") || "there is no fix to take back\n" };
}

/** Shows what would be done finding by finding, asks where it has to, and does what was agreed to at once. */
async function fixFindings(
  found: readonly Diagnosed[],
  { plan, mode, paint }: { readonly plan: FixPlan; readonly mode: FixMode; readonly paint: Paint },
): Promise<Fixes> {
  const fixes: FixRow[] = [];
  const left: Finding[] = [];
  for (const diagnosed of found) {
    const proposal = plan.propose(diagnosed);
    if (proposal !== undefined) writeErr(proposalText(proposal, paint));
    const status = proposal && (await decide(proposal, mode));
    if (proposal !== undefined && status !== undefined) fixes.push(fixRow(proposal, status));
    if (proposal !== undefined && (status === "fixed" || status === "would-fix")) plan.accept(proposal);
    if (status !== "fixed") left.push(diagnosed.finding);
  }
  return { fixes, backup: mode === "show" ? null : plan.carryOut(), left };
}

function fixMode(flags: FixFlags, isTerminal: boolean): FixMode {
  if (flags["dry-run"]) return "show";
  if (flags.yes) return "all";
  if (isTerminal) return "ask";
  throw new GovError("usage", "there is no terminal to ask on", {
    hint: "gov doctor --fix --yes, or first: gov doctor --fix --dry-run",
  });
}

async function decide({ finding }: Proposal, mode: FixMode): Promise<FixRow["status"]> {
  if (mode === "show") return "would-fix";
  if (mode === "all") return "fixed";
  return (await askYes(`${finding.fix.text}: do it?`)) ? "fixed" : "declined";
}
