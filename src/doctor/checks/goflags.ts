import path from "node:path";
import { kindOf } from "../../fs/kind-of.ts";
import { readText } from "../../fs/read-text.ts";
import { isOnPath } from "../../resolution/system.ts";
import { quotePosix } from "../../shells/quote.ts";
import type { Check } from "../check.ts";
import { obstacleToWriting } from "../disk/access.ts";
import type { Diagnosis } from "../finding.ts";
import { runningVersion } from "../go/running-go.ts";
import { repairBy, withGoEnvValue } from "../line-edits.ts";
import { type Machine, variableEvidence } from "../machine.ts";
import { type BadWord, type GoFlag, parseGoFlags, quotedWords } from "../settings/go-flags.ts";
import type { GoVariable } from "../settings/go-variables.ts";

/** A word of GOFLAGS stops every command, or only `go test`: `go run` hides a bad `-vet` and `-coverprofile`. */
export const goflags: Check = {
  id: "goflags",
  find: (machine) => {
    const variable = machine.variable("GOFLAGS");
    if (variable === undefined) return [];
    const { words, flags, bad } = parseGoFlags(variable.value, runningVersion(machine));
    const word = bad ?? flags.map((flag) => badValue(flag, machine)).find((it) => it !== undefined);
    return word === undefined ? [] : [diagnosis(variable, word, words)];
  },
};

function badValue({ name, value, raw }: GoFlag, machine: Machine): BadWord | undefined {
  if (value === undefined) return undefined;
  if (name === "vet") return badAnalyzer(value, raw, machine);
  if (name === "coverprofile") return badTarget(value, raw, machine);
  if (name === "toolexec") return badProgram(value, raw, machine);
  if (name !== "mod" || ["", "mod", "readonly", "vendor"].includes(value)) return undefined;
  const message = `-mod=${value} not supported (can be '', 'mod', 'readonly', or 'vendor')`;
  return { raw, commands: "go run, build, test, vet and list fail", message };
}

/** The names are those of the tree's own `cmd/go`; without its source nothing is claimed. */
function badAnalyzer(value: string, raw: string, machine: Machine): BadWord | undefined {
  const goroot = machine.used()?.goroot ?? "";
  const source = readText(path.join(goroot, "src/cmd/go/internal/test/flagdefs.go"));
  const [, known] = source?.split("passAnalyzersToVet") ?? [];
  if (known === undefined || value === "") return undefined;
  const unknown = value.split(",").find((it) => !["all", "off"].includes(it) && !known.includes(`"${it}":`));
  if (unknown === undefined) return undefined;
  const message =
    `go: invalid value "${value}" for flag -vet (from $GOFLAGS): ` +
    (unknown === ""
      ? "-vet argument contains empty list element"
      : `-vet argument must be a supported analyzer or a distinguished value; found ${unknown}`);
  return { raw, commands: "go test fails, and go run does not", message };
}

function badTarget(value: string, raw: string, { context }: Machine): BadWord | undefined {
  const file = path.resolve(context.cwd ?? "/", value);
  const dir = path.dirname(file);
  const reason = kindOf(dir) === "missing" ? "no such file or directory" : obstacleToWriting(dir)?.reason;
  if (reason === undefined) return undefined;
  return { raw, commands: "go test fails, and go run does not", message: `open ${value}: ${reason}` };
}

function badProgram(value: string, raw: string, { context }: Machine): BadWord | undefined {
  const program = quotedWords(value)[0]?.text ?? "";
  const failure = programFailure(program, context.env("PATH"));
  if (failure === undefined) return undefined;
  const message = `go: error obtaining buildID for go tool compile: ${failure}`;
  return { raw, commands: "go run, build, test and vet fail", message };
}

/** A relative one starts at each package's directory: nothing is claimed of it. */
function programFailure(program: string, pathList: string | undefined): string | undefined {
  if (program.startsWith("/")) {
    return kindOf(program) === "missing" ? `fork/exec ${program}: no such file or directory` : undefined;
  }
  if (program === "" || program.includes("/") || isOnPath(program, pathList)) return undefined;
  return `exec: "${program}": executable file not found in $PATH`;
}

function diagnosis(variable: GoVariable, bad: BadWord, words: readonly string[]): Diagnosis {
  const { raw, commands, message } = bad;
  const rest = words.filter((it) => it !== raw).join(" ");
  return {
    cause: "GOFLAGS",
    severity: "error",
    title: `GOFLAGS holds \`${raw}\`, which go does not take`,
    evidence: [variableEvidence(variable)],
    effect: `${commands}: ${message}`,
    ...withoutWord(variable, raw, rest),
  };
}

/** The other flags stay. */
function withoutWord(
  { name, from, origin }: GoVariable,
  raw: string,
  rest: string,
): Pick<Diagnosis, "fix" | "repair"> {
  if (from === "environment" || origin === null) {
    const place =
      origin === null ? "where this shell was started from" : `on line ${origin.line} of ${origin.file}`;
    const command = rest === "" ? `unset ${name}` : `export ${name}=${quotePosix(rest)}`;
    return { fix: { text: `take \`${raw}\` out of ${name} ${place}`, command }, repair: null };
  }
  const { file, line } = origin;
  const text = `take \`${raw}\` out of line ${line} of ${file}`;
  return { fix: { text, command: "gov doctor --fix" }, repair: repairBy(withGoEnvValue(file, name, rest)) };
}
