import path from "node:path";
import { readText } from "../../fs/read-text.ts";
import { isAtLeast } from "../diagnose.ts";
import type { Finding } from "../finding.ts";
import { envOrderProblems, gorootProblems, gotooldirProblems } from "./env-problems.ts";
import { parseDockerfile } from "./instructions.ts";
import type { Problem } from "./problem.ts";
import { stepsOf } from "./steps.ts";
import { goModProblems, settingProblems } from "./toolchain-problems.ts";
import { overlayProblems, pathProblems } from "./tree-problems.ts";

/**
 * What is wrong about Go in the images of a Dockerfile, worst first. It is compared with the go.mod beside it.
 * Where an image or a script may have brought a go that is not seen, nothing is said.
 */
export function lintDockerfile(text: string, file: string): Finding[] {
  const dockerfile = parseDockerfile(text);
  const steps = stepsOf(dockerfile);
  const { escapeMark } = dockerfile;
  const order = envOrderProblems(steps, escapeMark);
  const orderLines = order.map(({ seen }) => instructionLine(steps, seen[0]?.line ?? 0));
  const goMod = readText(path.join(path.dirname(file), "go.mod"));
  const problems = [
    ...order,
    // The cure for the order is the cure for both.
    ...gorootProblems(steps, escapeMark).filter(
      ({ severity, seen }) =>
        severity !== "note" || !orderLines.includes(instructionLine(steps, seen[0]?.line ?? 0)),
    ),
    ...overlayProblems(steps),
    ...pathProblems(steps, escapeMark, orderLines),
    ...settingProblems(steps, escapeMark),
    ...(goMod === undefined ? [] : goModProblems(steps, goMod)),
    ...gotooldirProblems(steps, escapeMark),
  ];
  return problems.map((problem) => findingOf(problem, file)).sort(worstFirst);
}

/** The first line of the instruction that a line belongs to. */
function instructionLine(steps: ReturnType<typeof stepsOf>, line: number): number {
  return steps.findLast(({ instruction }) => instruction.line <= line)?.instruction.line ?? line;
}

function findingOf({ id, severity, title, effect, fix, seen }: Problem, file: string): Finding {
  return {
    id,
    severity,
    title,
    evidence: seen.map(({ name, value, line }) => ({ kind: "path", name, value, origin: { file, line } })),
    effect,
    fix: { text: fix, command: null, automatic: false },
  };
}

function worstFirst(a: Finding, b: Finding): number {
  if (a.severity !== b.severity) return isAtLeast(a.severity, b.severity) ? -1 : 1;
  return lineOf(a) - lineOf(b);
}

function lineOf({ evidence }: Finding): number {
  return evidence[0]?.origin?.line ?? 0;
}
