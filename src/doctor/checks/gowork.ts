import { kindOf } from "../../fs/kind-of.ts";
import { readText } from "../../fs/read-text.ts";
import { directoriesFrom } from "../../resolution/locate.ts";
import type { Check } from "../check.ts";
import type { Diagnosis } from "../finding.ts";
import { minorOf, runningVersion } from "../go/running-go.ts";
import type { Machine } from "../machine.ts";
import type { GoVariable } from "../settings/go-variables.ts";
import { variableDiagnosis } from "../settings/variable-diagnosis.ts";

/** Workspaces are of Go 1.18. `auto` is what go does by itself. */
export const gowork: Check = {
  id: "gowork",
  find: (machine) => {
    const variable = machine.variable("GOWORK");
    const version = runningVersion(machine);
    if (variable === undefined || variable.value === "auto") return [];
    if (version !== null && minorOf(version) < 18) return [];
    return variable.value === "off" ? turnedOff(machine, variable) : wrongFile(machine, variable);
  },
};

/** Worth knowing where there is a go.work to ignore. */
function turnedOff(machine: Machine, variable: GoVariable): Diagnosis[] {
  const dir = directoriesFrom(machine.context).find((it) => kindOf(`${it}/go.work`) === "file");
  if (dir === undefined) return [];
  const title = "GOWORK=off: go does not look at go.work";
  const effect = `the modules that ${dir}/go.work lists are taken from the module cache, or not found`;
  return [variableDiagnosis(machine, variable, { severity: "note", title, effect })];
}

function wrongFile(machine: Machine, variable: GoVariable): Diagnosis[] {
  const version = runningVersion(machine);
  const isOld = version !== null && minorOf(version) < 21;
  const complaint = complaintAbout(variable.value, isOld);
  if (complaint === undefined) return [];
  const title = "GOWORK names no go.work file";
  const effect = `go run, build, test, vet and list fail with: ${complaint}`;
  return [variableDiagnosis(machine, variable, { severity: "error", title, effect })];
}

function complaintAbout(file: string, isOld: boolean): string | undefined {
  if (!file.startsWith("/")) {
    return isOld
      ? "the path provided to GOWORK must be an absolute path"
      : "go: invalid GOWORK: not an absolute path";
  }
  switch (kindOf(file)) {
    case "missing":
      return `go: reading go.work: open ${file}: no such file or directory`;
    case "directory":
      return `go: reading go.work: read ${file}: is a directory`;
    case "unreadable":
      return `go: reading go.work: open ${file}: permission denied`;
    default:
      return isWorkFile(readText(file) ?? "") ? undefined : "go: errors parsing go.work: unknown directive";
  }
}

/** Only comments and what go.work may hold. A go.mod begins with a directive of its own. */
function isWorkFile(text: string): boolean {
  const [first = "go"] = text.split("\n").flatMap((line) => /^\s*([^\s/(]+)/.exec(line)?.[1] ?? []);
  return ["go", "toolchain", "use", "replace", "godebug"].includes(first);
}
