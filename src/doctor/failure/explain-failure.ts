import type { Finding } from "../finding.ts";
import { type Reading, readOutput } from "./read-output.ts";

/** Why a command failed: what it printed, what that means, and what the doctor found behind it. */
export interface Cause {
  readonly message: string;
  readonly meaning: string;
  /** Empty when the machine shows nothing of it: then the meaning is all there is. */
  readonly findings: readonly Finding[];
}

/**
 * The causes of a failure, by what was printed and what was found on the machine. A message whose finding
 * is there speaks; those without one are left out then, because they are mostly consequences.
 */
export function explainFailure(output: string, findings: readonly Finding[]): readonly Cause[] {
  const causes = readOutput(output).map((reading) => causeOf(reading, findings));
  const shown = causes.filter(({ findings: [first] }) => first !== undefined);
  if (shown.length === 0) return causes;
  return shown.filter((cause, index) => {
    const earlier = shown.slice(0, index).flatMap((it) => it.findings);
    return !cause.findings.every((it) => earlier.includes(it));
  });
}

/** Of the checks that find such a cause, the likeliest that found something. */
function causeOf({ message, meaning, ids }: Reading, findings: readonly Finding[]): Cause {
  const id = ids.find((it) => findings.some((finding) => finding.id === it));
  return { message, meaning, findings: findings.filter((finding) => finding.id === id) };
}
