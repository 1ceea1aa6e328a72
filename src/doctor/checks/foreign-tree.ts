import { kindOf } from "../../fs/kind-of.ts";
import { readableNamesIn } from "../../fs/names-in.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";
import type { UsedGo } from "../go/used-go.ts";
import type { Machine } from "../machine.ts";
import { gorootDiagnosis, setGoroots } from "../settings/goroot.ts";
import { installAgain, treeCause } from "../tree/tree-remedy.ts";
import { foreignPlatforms } from "../tree/tree-scope.ts";

/** A tree for another machine or another C library, such as a host's that was mounted into a container. */
export const foreignTree: Check = {
  id: "foreign-tree",
  find: (machine) => {
    const used = machine.used();
    if (used === undefined) return [];
    return foreignProgram(machine, used) ?? foreignTools(machine, used);
  },
};

/** A go that the system cannot start at all. */
function foreignProgram(machine: Machine, { program, goroot }: UsedGo): readonly Diagnosis[] | undefined {
  const { arch, interpreter } = program.build ?? {};
  const isOfMachine = arch === undefined || canRun(arch, machine.host);
  const isLoaded = interpreter === undefined || kindOf(interpreter) !== "missing";
  if (isOfMachine && isLoaded) return undefined;
  const root = program.root ?? goroot ?? program.file;
  const value = isOfMachine ? `is loaded by ${interpreter}, which is missing here` : `is for ${arch}`;
  return [
    {
      ...installAgain(machine, { goroot: root }),
      cause: treeCause({ goroot: root }),
      severity: "error",
      title: isOfMachine
        ? "the go in use is built for another C library than this system's"
        : `the go in use is for ${arch}, and this machine is ${machine.host.arch}`,
      evidence: [pathEvidence(program.file, value)],
      effect: isOfMachine
        ? "go does not start: No such file or directory, or not found, though the file is there (Go 1.21 and later need no C library)"
        : "go does not start: Exec format error",
    },
  ];
}

/** `pkg/tool` is there for other platforms only. */
function foreignTools(machine: Machine, { goroot }: UsedGo): readonly Diagnosis[] {
  if (!goroot?.startsWith("/")) return [];
  const tree = machine.tree(goroot);
  const platforms = foreignPlatforms(tree);
  if (platforms.length === 0) return [];
  const title = `${goroot} has tools for ${platforms.join(", ")} only, and go looks for them in ${tree.toolDir}`;
  const breaks = 'go run, build and test fail with: go: no such tool "compile"; go version still looks right';
  const set = setGoroots(machine).find(({ obeyed }) => obeyed);
  if (set !== undefined)
    return [gorootDiagnosis(machine, set, { title: `GOROOT is a foreign tree: ${title}`, breaks })];
  return [
    {
      ...installAgain(machine, tree),
      cause: treeCause(tree),
      severity: "error",
      title,
      evidence: [pathEvidence(tree.toolDir, "is missing")],
      effect: breaks,
    },
  ];
}

/** What each machine also runs, and what an emulator that the kernel knows of makes it run. */
function canRun(arch: string, host: Platform): boolean {
  if (arch === host.arch) return true;
  if (arch === "386") return host.arch === "amd64";
  if (arch === "arm") return host.arch === "arm64";
  return host.os === "darwin" || hasEmulator();
}

function hasEmulator(): boolean {
  const emulators = readableNamesIn("/proc/sys/fs/binfmt_misc");
  return emulators.some((name) => /^(?:qemu|rosetta|fex|box64)/i.test(name));
}
