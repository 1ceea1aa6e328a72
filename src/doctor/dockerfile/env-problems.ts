import path from "node:path/posix";
import { expand, referencesIn } from "./expand.ts";
import type { Problem } from "./problem.ts";
import { type State, treeOnPath, UNSEEN } from "./state.ts";
import type { Step } from "./steps.ts";
import { type Assignment, assignmentsOf } from "./words.ts";

/** `ENV GOROOT=/usr/local/go PATH=$PATH:$GOROOT/bin`: Docker puts in the GOROOT from before. */
export function envOrderProblems(steps: readonly Step[], escapeMark: string): Problem[] {
  return steps
    .filter(({ instruction }) => instruction.name === "ENV")
    .flatMap((step) => {
      const set = assignmentsOf(step.instruction, escapeMark);
      return set.flatMap((assignment) => {
        const name = staleReference(assignment, set, step, escapeMark);
        return name === undefined ? [] : [orderProblem(assignment, name, step, escapeMark)];
      });
    });
}

/** GOROOT set by hand: needless where it is right, and not always right. */
export function gorootProblems(steps: readonly Step[], escapeMark: string): Problem[] {
  return settingsOf("GOROOT", steps, escapeMark).map(({ step, value, line }) => {
    const known = steps.filter(({ stage }) => stage === step.stage).map(({ after }) => after);
    const dir = path.normalize(value).replace(/(.)\/$/, "$1");
    const isRight = known.some(({ trees }) => trees.has(dir));
    const isWrong = known.every(({ trees, mayHaveGo }) => trees.size > 0 && !mayHaveGo);
    const needless =
      "go finds its own tree without it, and a later base image or an upgrade makes it wrong without a word";
    return {
      id: "docker-goroot",
      severity: isRight ? "note" : isWrong ? "error" : "warning",
      title: isRight || !isWrong ? "GOROOT is set by hand" : "GOROOT names a directory that has no Go in it",
      effect:
        isRight || !isWrong
          ? needless
          : `every go command fails with: go: cannot find GOROOT directory: ${dir}`,
      fix: `take GOROOT out of line ${line}`,
      seen: [{ name: "GOROOT", value, line }],
    };
  });
}

export function gotooldirProblems(steps: readonly Step[], escapeMark: string): Problem[] {
  return settingsOf("GOTOOLDIR", steps, escapeMark).map(({ value, line }) => ({
    id: "docker-gotooldir",
    severity: "note",
    title: "GOTOOLDIR is set, which go never reads",
    effect: "go works it out from GOROOT; only programs that are given to -toolexec may be misled",
    fix: `take GOTOOLDIR out of line ${line}`,
    seen: [{ name: "GOTOOLDIR", value, line }],
  }));
}

/** Where ENV or ARG give a variable a value. */
export function settingsOf(
  name: string,
  steps: readonly Step[],
  escapeMark: string,
): { readonly step: Step; readonly value: string; readonly line: number }[] {
  return steps.flatMap((step) => {
    if (!["ENV", "ARG"].includes(step.instruction.name)) return [];
    const set = assignmentsOf(step.instruction, escapeMark).filter(
      (it) => it.name === name && it.raw !== null,
    );
    const value = step.after.env.get(name) ?? "";
    return value === "" ? [] : set.map(({ line }) => ({ step, value, line }));
  });
}

/** A variable in a value that the same instruction changes: only those that have to do with Go. */
function staleReference(
  { name, raw }: Assignment,
  set: readonly Assignment[],
  { before, after }: Step,
  escapeMark: string,
): string | undefined {
  return referencesIn(raw ?? "", escapeMark).find(
    (it) =>
      it !== name &&
      (isGoVariable(it) || isGoVariable(name)) &&
      set.some((other) => other.name === it) &&
      before.env.get(it) !== after.env.get(it),
  );
}

function isGoVariable(name: string): boolean {
  return /^(?:GO|CGO_)/.test(name);
}

function orderProblem(
  { name, raw, line }: Assignment,
  stale: string,
  { before, after }: Step,
  escapeMark: string,
): Problem {
  const isLost = name === "PATH" && !before.mayHaveGo && treeOnPath(after) === undefined;
  const expanded = expand(raw ?? "", (it) => lookupShown(after, it, name), escapeMark);
  return {
    id: "docker-env-order",
    severity: isLost ? "error" : "warning",
    title: `${name} gets the ${stale} from before this instruction`,
    effect:
      `Docker works out all values of one ENV with the variables from before it, so ${name} becomes ` +
      `"${shown(after, name)}"${isLost ? " and go is not found" : ""}`,
    fix: `set ${name} in an ENV of its own: ENV ${name}=${expanded}`,
    seen: [{ name, value: raw ?? "", line }],
  };
}

function shown({ env }: State, name: string): string {
  return (env.get(name) ?? "").replaceAll(UNSEEN, "...");
}

/** The variable itself stays a reference. */
function lookupShown({ env }: State, name: string, self: string): string {
  return name === self ? `$${name}` : (env.get(name) ?? "");
}
