import type { Diagnosed } from "../doctor/diagnose.ts";
import type { Finding } from "../doctor/finding.ts";
import type { FixPlan, Proposal } from "../doctor/fix.ts";
import { GovError } from "../errors.ts";
import { askYes } from "./ask.ts";
import { writeErr } from "./output.ts";
import { type Fixes, type FixRow, fixRow, proposalText } from "./present-fix.ts";
import type { Paint } from "./style.ts";

/** `ask` needs a terminal; `show` changes nothing. */
export type FixMode = "ask" | "all" | "show";

/** Shows what would be done finding by finding, asks where it has to, and does what was agreed to at once. */
export async function fixFindings(
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

export function fixMode(flags: { yes: boolean; "dry-run": boolean }, isTerminal: boolean): FixMode {
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
