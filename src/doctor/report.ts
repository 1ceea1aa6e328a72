import type { ResolutionHere } from "../resolution/here.ts";
import { ALL_CHECKS } from "./all-checks.ts";
import { type Diagnosed, diagnose } from "./diagnose.ts";
import type { Machine } from "./machine.ts";

/** What the doctor found. */
export interface Diagnoses {
  readonly resolution: ResolutionHere;
  /** Worst first. */
  readonly found: readonly Diagnosed[];
  /** The ids of all checks that ran. */
  readonly checked: readonly string[];
}

/** Runs the static checks, those that `only` names if it names any. Starts no program. */
export function examineStatically(machine: Machine, only: readonly string[] = []): Diagnoses {
  const found = diagnose(machine, ALL_CHECKS, only);
  const ids = ALL_CHECKS.map(({ id }) => id);
  const checked = only.length === 0 ? ids : ids.filter((id) => only.includes(id));
  return { resolution: machine.resolution(), found, checked };
}
