import type { Diagnosis } from "../finding.ts";
import { repairBy, withGoEnvValue, withoutLines } from "../line-edits.ts";
import type { Machine } from "../machine.ts";
import { keeperOf } from "../startup/keeper.ts";
import type { Assignment } from "../startup/startup.ts";
import type { GoVariable } from "./go-variables.ts";

type Remedy = Pick<Diagnosis, "fix" | "repair">;

/** The way to be rid of a variable: it depends on where it is set. */
export function withoutVariable(machine: Machine, { name, from, origin }: GoVariable): Remedy {
  if (from !== "environment" && origin !== null) {
    const { file, line } = origin;
    return {
      fix: { text: `delete line ${line} of ${file}`, command: "gov doctor --fix" },
      repair: repairBy(withGoEnvValue(file, name, "")),
    };
  }
  const assignment = machine.assignment(name);
  if (assignment === undefined) return { fix: withoutInherited(machine, name), repair: null };
  const { file, line, alone } = assignment;
  if (!alone) {
    const text = `take ${name} out of line ${line} of ${file}, then open a new shell`;
    return { fix: { text, command: `unset ${name}` }, repair: null };
  }
  return withoutAssignments(
    machine
      .startup()
      .assignments(name)
      .filter((it) => it.alone && it.value === assignment.value),
  );
}

/** In the files of every shell: whoever sets the same in two of them is rid of both. */
function withoutAssignments(assignments: readonly Assignment[]): Remedy {
  const places = assignments.map(({ file, line }) => `line ${line} of ${file}`);
  const files = [...new Set(assignments.map(({ file }) => file))];
  const edits = files.map((file) =>
    withoutLines(
      file,
      assignments.filter((it) => it.file === file).map(({ text }) => text),
    ),
  );
  return {
    fix: { text: `delete ${places.join(" and ")}, then open a new shell`, command: "gov doctor --fix" },
    repair: repairBy(...edits),
  };
}

/** No file explains it: what this shell was started from hands it to every new one. */
function withoutInherited(machine: Machine, name: string): Remedy["fix"] {
  const keeper = keeperOf(machine.context.env);
  if (keeper === undefined) {
    const text = `unset ${name} where this shell was started from: a terminal, an editor or a service keeps it`;
    return { text, command: `unset ${name}` };
  }
  const forget = keeper.forget(name);
  return {
    text: `unset ${name} in ${keeper.name}, which hands it to every new shell, and in this one`,
    command: forget === null ? `unset ${name}` : `${forget}; unset ${name}`,
  };
}
