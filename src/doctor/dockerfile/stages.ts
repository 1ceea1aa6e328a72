import { expand } from "./expand.ts";
import type { Dockerfile, Instruction } from "./instructions.ts";
import { assignmentsOf } from "./words.ts";

/** One FROM and what follows it. */
export interface Stage {
  /** Of `AS name`, in small letters. */
  readonly name: string | null;
  readonly from: Instruction;
  /** An earlier stage, or the reference of an image. */
  readonly base: Stage | string;
  readonly instructions: readonly Instruction[];
}

/** The stages in their order. Arguments before the first FROM stand in for `--build-arg`, by their defaults. */
export function stagesOf({ instructions, escapeMark }: Dockerfile): Stage[] {
  const args = new Map<string, string>();
  const expanded = (raw: string) => expand(raw, (name) => args.get(name), escapeMark);
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const instruction of instructions) {
    const last = stages.at(-1);
    if (instruction.name === "FROM") {
      stages.push(openStage(instruction, stages, expanded));
    } else if (last !== undefined) last.instructions.push(instruction);
    else if (instruction.name === "ARG") {
      for (const { name, raw } of assignmentsOf(instruction, escapeMark)) {
        args.set(name, expanded(raw ?? ""));
      }
    }
  }
  return stages;
}

/** The stage that `--from=` or FROM names, by its name or number. */
export function findStage(stages: readonly Stage[], reference: string): Stage | undefined {
  const byName = stages.findLast(({ name }) => name === reference.toLowerCase());
  return byName ?? (/^\d+$/.test(reference) ? stages[Number(reference)] : undefined);
}

function openStage(
  from: Instruction,
  earlier: readonly Stage[],
  expanded: (raw: string) => string,
): Stage & { readonly instructions: Instruction[] } {
  const [image = "", as = "", name] = from.text.split(/\s+/);
  const reference = expanded(image);
  const named = earlier.findLast((stage) => stage.name === reference.toLowerCase());
  return {
    name: as.toUpperCase() === "AS" && name !== undefined ? name.toLowerCase() : null,
    from,
    base: named ?? reference,
    instructions: [],
  };
}
