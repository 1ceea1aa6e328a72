import { GovError } from "../errors.ts";
import type { Check } from "./check.ts";
import type { Diagnosis, Evidence, Finding, Repair, Severity } from "./finding.ts";
import type { Machine } from "./machine.ts";

/** A finding, and what `--fix` would do about it. */
export interface Diagnosed {
  readonly finding: Finding;
  readonly repair: Repair | null;
}

const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];

/**
 * What is wrong, worst first; among equals in the order of the checks, which is the order of diagnosis. One
 * cause is one finding. `only` names the checks to run: an id that there is not is `usage`.
 */
export function diagnose(
  machine: Machine,
  checks: readonly Check[],
  only: readonly string[],
): readonly Diagnosed[] {
  const seen = new Map<string, Diagnosis & { readonly id: string }>();
  for (const { id, find } of chosen(checks, only)) {
    for (const diagnosis of find(machine)) {
      const first = seen.get(diagnosis.cause);
      const found = { ...diagnosis, id };
      seen.set(diagnosis.cause, first === undefined ? found : merged(first, found));
    }
  }
  const found = [...seen.values()].map(diagnosed);
  return SEVERITIES.flatMap((severity) => found.filter(({ finding }) => finding.severity === severity));
}

/** Is `severity` at least as bad as `limit`? */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit);
}

function chosen(checks: readonly Check[], only: readonly string[]): readonly Check[] {
  const unknown = only.find((id) => !checks.some((check) => check.id === id));
  if (unknown !== undefined) {
    throw new GovError("usage", `there is no check \`${unknown}\``, { hint: "gov doctor explain" });
  }
  return only.length === 0 ? checks : checks.filter(({ id }) => only.includes(id));
}

/**
 * The worse of two that saw the same cause speaks, the first of equals; what the other saw is evidence. Where
 * only the other can be mended by `--fix`, that is a part of the way out.
 */
function merged<T extends Diagnosis>(first: T, second: T): T {
  const [speaks, other] = isAtLeast(first.severity, second.severity) ? [first, second] : [second, first];
  const isNew = ({ kind, name, value }: Evidence) =>
    !speaks.evidence.some((it) => it.kind === kind && it.name === name && it.value === value);
  const evidence = [...speaks.evidence, ...other.evidence.filter(isNew)];
  if (speaks.repair !== null || other.repair === null) return { ...speaks, evidence };
  const fix = { ...speaks.fix, text: `${speaks.fix.text}; also ${other.fix.text}` };
  return { ...speaks, evidence, fix, repair: other.repair };
}

/** In the order of the contract. */
function diagnosed(diagnosis: Diagnosis & { readonly id: string }): Diagnosed {
  const { id, severity, title, evidence, effect, fix, repair } = diagnosis;
  const { text, command } = fix;
  return {
    finding: { id, severity, title, evidence, effect, fix: { text, command, automatic: repair !== null } },
    repair,
  };
}
