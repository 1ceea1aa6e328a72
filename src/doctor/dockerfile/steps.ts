import path from "node:path/posix";
import { baseImage } from "./base-images.ts";
import { afterCopy } from "./copy.ts";
import { expand } from "./expand.ts";
import type { Dockerfile, Instruction } from "./instructions.ts";
import { afterRun } from "./run.ts";
import { findStage, type Stage, stagesOf } from "./stages.ts";
import { type State, type Surroundings, UNSEEN } from "./state.ts";
import { assignmentsOf } from "./words.ts";

/** An instruction, and the image before and after it. */
export interface Step {
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly before: State;
  readonly after: State;
}

/** The instructions of all stages, FROM left out. */
export function stepsOf(dockerfile: Dockerfile): Step[] {
  const stages = stagesOf(dockerfile);
  const ends = new Map<Stage, State>();
  const steps: Step[] = [];
  for (const stage of stages) {
    let state = startOf(stage, ends);
    for (const instruction of stage.instructions) {
      const after = afterInstruction(instruction, state, {
        escapeMark: dockerfile.escapeMark,
        sourceOf: (reference) => sourceOf(reference, instruction.line, stages, ends),
      });
      steps.push({ stage, instruction, before: state, after });
      state = after;
    }
    ends.set(stage, state);
  }
  return steps;
}

function startOf({ base, from }: Stage, ends: ReadonlyMap<Stage, State>): State {
  return typeof base === "string"
    ? imageState(base, from.line)
    : (ends.get(base) ?? imageState("", from.line));
}

function sourceOf(
  reference: string,
  line: number,
  stages: readonly Stage[],
  ends: ReadonlyMap<Stage, State>,
): State {
  const stage = findStage(stages, reference);
  return (stage && ends.get(stage)) ?? imageState(reference, line);
}

function imageState(reference: string, line: number): State {
  const { path: search = UNSEEN, env, tree } = baseImage(reference);
  return {
    env: new Map([...Object.entries(env), ["PATH", search]]),
    workdir: tree === undefined ? "/" : "/go",
    trees: new Map(tree === undefined ? [] : [[tree.dir, { version: tree.version, line, over: null }]]),
    mayHaveGo: search === UNSEEN,
  };
}

function afterInstruction(instruction: Instruction, state: State, around: Surroundings): State {
  switch (instruction.name) {
    case "ENV":
    case "ARG":
      return { ...state, env: afterAssignments(instruction, state.env, around.escapeMark) };
    case "WORKDIR": {
      const dir = expand(instruction.text, (name) => state.env.get(name), around.escapeMark);
      return { ...state, workdir: path.resolve(state.workdir, dir) };
    }
    case "COPY":
    case "ADD":
      return afterCopy(instruction, state, around);
    case "RUN":
      return afterRun(instruction, state);
    default:
      return state;
  }
}

/** All values of one instruction are worked out from what was there before it. */
function afterAssignments(
  instruction: Instruction,
  env: ReadonlyMap<string, string>,
  escapeMark: string,
): ReadonlyMap<string, string> {
  const set = assignmentsOf(instruction, escapeMark).flatMap(({ name, raw }): [string, string][] =>
    raw === null ? [] : [[name, expand(raw, (it) => env.get(it), escapeMark)]],
  );
  return new Map([...env, ...set]);
}
