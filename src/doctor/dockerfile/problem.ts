import type { Severity } from "../finding.ts";
import { commandsOf } from "./shell-commands.ts";
import type { Step } from "./steps.ts";

/** A finding about a Dockerfile, as a check makes it: the file is known to the caller. */
export interface Problem {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly effect: string;
  readonly fix: string;
  /** What shows it, the line to mend first. */
  readonly seen: readonly Seen[];
}

export interface Seen {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** An instruction that starts go by its name. */
export interface GoUse {
  readonly step: Step;
  readonly seen: Seen;
}

/** Those that set PATH for themselves are left out. */
export function goUses(steps: readonly Step[]): GoUse[] {
  return steps.flatMap((step) => {
    const { name, text, line } = step.instruction;
    if (!["RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"].includes(name) || /\bPATH=/.test(text)) return [];
    const command = commandsOf(step.instruction).find(([program]) => program === "go");
    if (command === undefined) return [];
    const [, verb = ""] = command;
    // Arguments may hold anything.
    return [{ step, seen: { name, value: /^[a-z]+$/.test(verb) ? `go ${verb}` : "go", line } }];
  });
}

/** What led to the image of `step`: its stage so far and the stages below, the oldest first. */
export function historyOf({ stage, instruction }: Step, steps: readonly Step[]): Step[] {
  const own = steps.filter((it) => it.stage === stage && it.instruction.line <= instruction.line);
  const { base } = stage;
  const last = typeof base === "string" ? undefined : steps.findLast((it) => it.stage === base);
  return last === undefined ? own : [...historyOf(last, steps), ...own];
}
