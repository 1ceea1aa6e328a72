import os from "node:os";
import type { ProgramEnd } from "../environment/run.ts";

/** Those that people and supervisors send; for the others, which mean a crash, one core file is enough. */
const REPEATED: readonly NodeJS.Signals[] = ["SIGHUP", "SIGINT", "SIGKILL", "SIGTERM"];

/** The exit status that a shell gives to an end. */
export function exitStatusOf(end: ProgramEnd): number {
  return end.kind === "exited" ? end.code : 128 + os.constants.signals[end.signal];
}

/**
 * Ends gov by the signal that ended the program, so that a shell loop stops at Ctrl-C as it would without gov.
 * Where that is not to be, returns the status to end with. Nothing may be waiting to be written to stdout.
 */
export function endLike(end: ProgramEnd): number {
  if (end.kind === "killed" && REPEATED.includes(end.signal)) endBy(end.signal);
  return exitStatusOf(end);
}

/** Ends gov by a signal, whatever libraries listen for: they would let it end by a status before they see it. */
export function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
