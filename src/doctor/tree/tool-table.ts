import type { Severity } from "../finding.ts";

/** What a program of `GOROOT/pkg/tool` is needed for. */
export interface NeededTool {
  readonly name: string;
  /** How bad it is when go cannot use it: `warning` where only a special option needs it. */
  readonly severity: Severity;
  /** The commands that fail then, as the start of a sentence. */
  readonly fails: string;
}

interface Row extends NeededTool {
  /** Minor releases that have it in `pkg/tool`, the last one included; later ones build it when it is asked for. */
  readonly since?: number;
  readonly until?: number;
}

/** The worst first. Measured with each of them missing, not executable and of another release, on 1.19 to 1.27. */
const TABLE: readonly Row[] = [
  { name: "compile", severity: "error", fails: "go run, build, test and vet fail" },
  { name: "asm", severity: "error", fails: "go run, build, test and vet fail" },
  { name: "link", severity: "error", fails: "go run, build and test fail" },
  { name: "vet", severity: "error", fails: "go run and build pass, go test and go vet fail" },
  {
    name: "cgo",
    severity: "error",
    fails: "programs without net and os/user pass, all that reach cgo or those fail, often in go test first",
  },
  { name: "cover", severity: "warning", fails: "go test -cover fails" },
  {
    name: "covdata",
    severity: "warning",
    fails: "go test -cover of a package without tests fails",
    since: 22,
    until: 24,
  },
  {
    name: "preprofile",
    severity: "warning",
    fails: "building a program with a default.pgo fails",
    since: 23,
  },
];

/** Tools that no command needs; `go tool NAME` runs them. */
const OTHERS = "addr2line buildid dist distpack doc fix nm objdump pack pprof test2json trace".split(" ");

/** The tools that go 1.MINOR needs in its tree, the worst to miss first; of an unknown release, those all have. */
export function neededTools(minor: number | null, { cgo }: { readonly cgo: boolean }): readonly NeededTool[] {
  return TABLE.filter(({ name, since, until }) => {
    if (name === "cgo" && !cgo) return false;
    if (minor === null) return since === undefined;
    return minor >= (since ?? 0) && minor <= (until ?? minor);
  });
}

/** Every name that some release has in `pkg/tool`, the most important first. */
export const KNOWN_TOOLS: readonly string[] = [...TABLE.map(({ name }) => name), ...OTHERS];

/** What the tool is needed for, by any release; undefined when nothing needs it. */
export function needOf(name: string): NeededTool | undefined {
  return TABLE.find((it) => it.name === name);
}
