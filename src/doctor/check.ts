import type { Diagnosis } from "./finding.ts";
import type { Machine } from "./machine.ts";

/**
 * One thing that can be wrong. A check reads files and the environment through the machine, starts no
 * program and changes nothing; on a healthy machine it finds nothing.
 */
export interface Check {
  /** Stable: scripts and `docs/doctor.md` name it. */
  readonly id: string;
  readonly find: (machine: Machine) => readonly Diagnosis[];
}
