import type { Check } from "../check.ts";
import type { Diagnosis, Evidence } from "../finding.ts";
import { repairBy, withGoEnvValue } from "../line-edits.ts";
import type { Machine } from "../machine.ts";
import type { GoEnvFile } from "../settings/go-variables.ts";
import { processVariable } from "../settings/variable-diagnosis.ts";

/** The file of `go env -w`, where somebody edited it by hand. `GOENV=off` is fine. */
export const goenvFile: Check = {
  id: "goenv-file",
  find: (machine) => {
    const goEnv = machine.goEnv();
    const { file, kind } = goEnv;
    if (file === null || kind === "missing") return [];
    if (kind !== "file") return [notReadable(machine, file, kind)];
    return [
      ...ignoredLines(file, goEnv.text),
      ...spoiltValues(file, goEnv),
      ...emptyOverrides(machine, file, goEnv),
    ];
  },
};

/** Go says nothing and goes on without it; `GOENV=~/.goenv` is the directory of another version manager. */
function notReadable(machine: Machine, file: string, kind: string): Diagnosis {
  const set = processVariable(machine, "GOENV");
  const what =
    kind === "unreadable" ? "cannot be read" : `is a ${kind === "directory" ? "directory" : "special file"}`;
  const fix =
    set === undefined
      ? { text: `make ${file} a file that you can read`, command: null }
      : { text: "unset GOENV where it is set; it names the file of go env -w", command: "unset GOENV" };
  const origin = set?.origin ?? null;
  return {
    cause: "GOENV",
    severity: "warning",
    title: `the file of go env -w ${what}`,
    evidence: [{ kind: set === undefined ? "path" : "env", name: "GOENV", value: file, origin }],
    effect:
      "go ignores all that go env -w stored, without a word, and go env -w fails with: go: reading go env config",
    fix,
    repair: null,
  };
}

/** A setting that go does not see, because the line does not begin with `NAME=`. */
function ignoredLines(file: string, text: string): Diagnosis[] {
  const evidence = text.split("\n").flatMap((content, index): Evidence[] => {
    const [, name] = IGNORED.exec(content) ?? [];
    if (name === undefined) return [];
    return [{ kind: "path", name, value: "passed over", origin: { file, line: index + 1 } }];
  });
  if (evidence.length === 0) return [];
  return [
    {
      cause: `lines of ${file}`,
      severity: "warning",
      title: "go passes over lines of the file of go env -w: each must begin with NAME=",
      evidence,
      effect: "what these lines set does not count",
      fix: {
        text: "write them as NAME=value, without blanks and export, if they are to count; else delete them",
        command: null,
      },
      // Only a person knows whether a setting that never counted should count from now on.
      repair: null,
    },
  ];
}

/** `export X=y`, a blank before the name or around the `=`, of a name such as go has. */
const IGNORED =
  /^(?=\s|export\s|[A-Z0-9_]+\s)\s*(?:export\s+)?((?:GO|CGO_)[A-Z0-9_]*|CC|CXX|AR|FC|PKG_CONFIG)\s*=/;

/** Lists in which blanks divide and quotes hold together: there both do no harm. */
const LISTS = /^(?:GOFLAGS|CGO_\w+|CC|CXX|FC|AR|PKG_CONFIG|GCCGO|GOGCCFLAGS)$/;

/** A CR at the end and quotes around a value are part of it. */
function spoiltValues(file: string, { lines }: GoEnvFile): Diagnosis[] {
  return lines.flatMap(({ name, value, line }) => {
    const clean = value.replace(/\r$/, "").replace(/^(["'])(.*)\1$/, "$2");
    if (clean === value || LISTS.test(name)) return [];
    const what = value.endsWith("\r") ? "ends in a carriage return" : "stands in quotes";
    return [
      {
        // The GOROOT of this file is a cause of its own: see goroot.ts.
        cause: name === "GOROOT" ? "GOROOT in the goenv" : name,
        severity: "warning",
        title: `the value of ${name} ${what}, and go takes that for a part of it`,
        evidence: [{ kind: "file", name, value, origin: { file, line } }],
        effect: `go uses \`${value}\`, not \`${clean}\``,
        fix: { text: `write ${name}=${clean} on line ${line} of ${file}`, command: "gov doctor --fix" },
        repair: repairBy(withGoEnvValue(file, name, clean)),
      },
    ];
  });
}

/** `GOFLAGS= go build` does not turn off what the file sets: an empty variable counts as unset. */
function emptyOverrides({ context }: Machine, file: string, { lines }: GoEnvFile): Diagnosis[] {
  return lines.flatMap(({ name, value, line }) => {
    if (context.rawEnv[name] !== "" || value === "" || name === "GOROOT") return [];
    return [
      {
        cause: `empty ${name}`,
        severity: "note",
        title: `${name} is empty in the environment, which does not override what go env -w stored`,
        evidence: [{ kind: "file", name, value, origin: { file, line } }],
        effect: `go uses ${name}=${value}`,
        fix: { text: `remove it with go env -u ${name}, or use GOENV=off`, command: `go env -u ${name}` },
        repair: null,
      },
    ];
  });
}
