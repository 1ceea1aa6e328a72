import fs from "node:fs";
import { kindOf } from "../../fs/kind-of.ts";
import { quotePosix } from "../../shells/quote.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, type Evidence, pathEvidence } from "../finding.ts";
import { repairBy, withoutLines } from "../line-edits.ts";
import type { Machine } from "../machine.ts";
import { condaLeftovers } from "../managers/conda.ts";
import { MANAGERS, type Manager } from "../managers/known.ts";
import { homesOf } from "../managers/ownership.ts";
import type { StartupLine } from "../managers/startup-lines.ts";
import { type DeadShim, hasTraces, type Traces, tracesOf } from "../managers/traces.ts";

/** What other version managers leave behind. One that is installed is none of the doctor's business. */
export const leftovers: Check = {
  id: "leftovers",
  find: (machine) => [...MANAGERS.flatMap((manager) => leftBy(manager, machine)), ...condaLeftovers(machine)],
};

function leftBy(manager: Manager, machine: Machine): readonly Diagnosis[] {
  const traces = tracesOf(manager, machine);
  const words = hasTraces(traces) ? wordsFor(manager, traces, machine) : undefined;
  if (words === undefined) return [];
  return [
    {
      cause: `manager:${manager.name}`,
      ...words,
      evidence: evidenceOf(traces, machine),
      ...remedyFor(manager, traces, machine),
    },
  ];
}

type Words = Pick<Diagnosis, "severity" | "title" | "effect">;

/** The worst of what there is to say; `undefined` for nothing. */
function wordsFor({ name }: Manager, traces: Traces, machine: Machine): Words | undefined {
  const { level, lines, deadShim, danglingLinks } = traces;
  const failing = lines.find((line) => fails(line, level));
  if (deadShim !== null) return shimWords(name, deadShim, machine);
  if (failing !== undefined) {
    const missing = failing.reads ?? name;
    const title = `${failing.file} still loads ${name}, ${level === "gone" ? "which is gone" : "of which that file is gone"}`;
    const effect = `each new shell that reads it prints an error, because ${missing} is not there`;
    return { severity: "warning", title, effect };
  }
  if (level === "gone") {
    const effect = "nothing fails from it; what is left only confuses";
    return { severity: "note", title: `${name} is gone, and has left ${whatIsLeft(traces)}`, effect };
  }
  if (danglingLinks.length === 0) return undefined;
  const title = `${name} has chosen a version that is not there`;
  return {
    severity: "note",
    title,
    effect: `there is no go of ${name} until it is told to use another version`,
  };
}

function shimWords(name: string, { program, missing }: DeadShim, machine: Machine): Words {
  const isFirst = machine.programs()[0] === program;
  const says = missing.includes("/")
    ? `${missing}: No such file or directory`
    : `exec: ${missing}: not found`;
  return {
    severity: isFirst ? "error" : "note",
    title: `${program.file} is a shim of ${name}, which is gone`,
    effect: isFirst ? `every go command fails with: ${says}` : "it fails as soon as it comes first on PATH",
  };
}

function fails({ loads, reads }: StartupLine, level: Traces["level"]): boolean {
  return loads && (reads === null ? level === "gone" : kindOf(reads) === "missing");
}

function whatIsLeft({ lines, variables, pathEntries, danglingLinks }: Traces): string {
  const counts = [
    counted(lines.length, "line in start-up files", "lines in start-up files"),
    counted(variables.length, "variable", "variables"),
    counted(pathEntries.length, "entry of PATH", "entries of PATH"),
    counted(danglingLinks.length, "link that leads nowhere", "links that lead nowhere"),
  ];
  return counts.filter((it) => it !== "").join(", ");
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? "" : `${count} ${count === 1 ? one : many}`;
}

/** Values of variables that are not Go's are left out. */
function evidenceOf(traces: Traces, machine: Machine): readonly Evidence[] {
  const { lines, variables, pathEntries, deadShim, danglingLinks } = traces;
  return [
    ...(deadShim === null ? [] : [pathEvidence(deadShim.program.file, `starts ${deadShim.missing}`)]),
    ...lines.map(({ file, line, loads }): Evidence => {
      return {
        kind: "path",
        name: "start-up line",
        value: loads ? "loads it" : "is about it",
        origin: { file, line },
      };
    }),
    ...variables.map((name): Evidence => ({ kind: "env", name, value: "…", origin: machine.originOf(name) })),
    ...pathEntries.map((entry): Evidence => ({ kind: "env", name: "PATH", value: entry, origin: null })),
    ...danglingLinks.map((link) =>
      pathEvidence(link, `leads to ${fs.readlinkSync(link)}, which is not there`),
    ),
  ];
}

function remedyFor(manager: Manager, traces: Traces, machine: Machine): Pick<Diagnosis, "fix" | "repair"> {
  const { level, lines, variables, deadShim, danglingLinks } = traces;
  if (lines.length > 0) return withoutStartupLines(manager, traces, machine);
  if (deadShim !== null) {
    const text = `remove the shim, and take its directory out of PATH${andTheRest(manager, machine)}`;
    return { fix: { text, command: `rm ${quotePosix(deadShim.program.file)}` }, repair: null };
  }
  if (level !== "gone") {
    const text = `choose a version with ${manager.name}, or remove the link`;
    return { fix: { text, command: `rm ${danglingLinks.map(quotePosix).join(" ")}` }, repair: null };
  }
  const text = `start a new login session: this one is older than the removal${andTheRest(manager, machine)}`;
  return {
    fix: { text, command: variables.length > 0 ? `unset ${variables.join(" ")}` : null },
    repair: null,
  };
}

/** All its lines together, since one may use what another sets. */
function withoutStartupLines(manager: Manager, { lines, level }: Traces, machine: Machine) {
  const due = level === "gone" ? lines : lines.filter((line) => fails(line, level));
  const byFile = [...new Set(due.map(({ file }) => file))].map((file) =>
    due.filter((line) => line.file === file),
  );
  const places = byFile.map((inFile) => {
    const numbers = inFile.map(({ line }) => line).join(", ");
    return `line${inFile.length === 1 ? "" : "s"} ${numbers} of ${inFile[0]?.file}`;
  });
  const isOurs = due.every(({ isWholly }) => isWholly);
  const verb = isOurs ? "delete" : `take ${manager.name} out of`;
  const text = `${verb} ${places.join(" and ")}, then open a new shell${level === "gone" ? andTheRest(manager, machine) : ""}`;
  const edits = byFile.map((inFile) =>
    withoutLines(
      inFile[0]?.file ?? "",
      inFile.map((line) => line.text),
    ),
  );
  return {
    fix: { text, command: isOurs ? "gov doctor --fix" : null },
    repair: isOurs ? repairBy(...edits) : null,
  };
}

function andTheRest(manager: Manager, { context }: Machine): string {
  const isLeft = homesOf(manager, context).some((home) => kindOf(home) === "directory");
  return isLeft ? `; the rest of it: ${manager.removal}` : "";
}
