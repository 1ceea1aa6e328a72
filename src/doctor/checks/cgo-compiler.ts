import path from "node:path";
import { readableNamesIn } from "../../fs/names-in.ts";
import { readText } from "../../fs/read-text.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";
import { minorOf, runningVersion } from "../go/running-go.ts";
import type { Machine } from "../machine.ts";
import { buildsForAnother, compilerOf, hasCompiler } from "../settings/cgo.ts";
import { variableDiagnosis } from "../settings/variable-diagnosis.ts";

/**
 * Without a C compiler go turns cgo off by itself from 1.20 on, and is healthy. It does not when CGO_ENABLED
 * or CC says otherwise, and a package of C code alone is nothing then.
 */
export const cgoCompiler: Check = {
  id: "cgo-compiler",
  find: (machine) => {
    const enabled = machine.variable("CGO_ENABLED");
    const chosen = machine.variable("CC");
    if (enabled?.value === "0" || (buildsForAnother(machine) && enabled?.value !== "1")) return [];
    const compiler = compilerOf(machine);
    if (hasCompiler(machine)) return [];
    if (chosen !== undefined) {
      const title = `CC names \`${compiler}\`, which is not there`;
      return [variableDiagnosis(machine, chosen, { severity: "error", title, effect: effectOf(compiler) })];
    }
    if (enabled?.value === "1") {
      const title = `CGO_ENABLED is 1, and there is no C compiler \`${compiler}\` on PATH`;
      const diagnosis = variableDiagnosis(machine, enabled, {
        severity: "error",
        title,
        effect: effectOf(compiler),
      });
      return [
        { ...diagnosis, fix: { ...diagnosis.fix, text: `install ${compiler}, or ${diagnosis.fix.text}` } },
      ];
    }
    return ownCode(machine, compiler);
  },
};

function effectOf(compiler: string): string {
  const reason = compiler.startsWith("/")
    ? `stat ${compiler}: no such file or directory`
    : "executable file not found in $PATH";
  return (
    "go run, build, test and vet fail for packages that reach net, os/user or C code of their own: " +
    `cgo: C compiler "${compiler}" not found: exec: "${compiler}": ${reason}`
  );
}

/** Only the package here is looked at, and it is broken only when it has no file without C. */
function ownCode(machine: Machine, compiler: string): Diagnosis[] {
  const files = goFiles(machine.context.cwd);
  const [first] = files.filter(({ hasC }) => hasC);
  const version = runningVersion(machine);
  const staysOn = version !== null && minorOf(version) < 20;
  if (first === undefined || (!staysOn && files.some(({ hasC }) => !hasC))) return [];
  const message = staysOn
    ? `cgo: C compiler "${compiler}" not found`
    : "build constraints exclude all Go files in ...";
  return [
    {
      cause: "C compiler",
      severity: "error",
      title: `the package here needs a C compiler, and there is no \`${compiler}\` on PATH`,
      evidence: [pathEvidence(first.file, 'import "C"')],
      effect: `go run, build, test and vet of it fail with: ${message}`,
      fix: { text: `install ${compiler}`, command: null },
      repair: null,
    },
  ];
}

function goFiles(dir: string | null): { readonly file: string; readonly hasC: boolean }[] {
  if (dir === null) return [];
  const names = readableNamesIn(dir).filter((name) => name.endsWith(".go") && !name.endsWith("_test.go"));
  return names.slice(0, 100).map((name) => {
    const file = path.join(dir, name);
    return { file, hasC: /^import\s+(\(\s*)?"C"/m.test(readText(file) ?? "") };
  });
}
