import { kindOf } from "../../fs/kind-of.ts";
import type { Check } from "../check.ts";
import { obstacleToWriting } from "../disk/access.ts";
import { mountOf } from "../disk/mounts.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";
import { runsSince } from "../go/running-go.ts";
import type { Machine } from "../machine.ts";
import { directoryEvidence, type GoDirectory, temporaryDirectory } from "../settings/go-directories.ts";
import { withoutVariable } from "../settings/remedy.ts";

/**
 * Go builds in its temporary directory and starts tests from there. From 1.24 on `go run` starts most
 * programs from the build cache, so that only tests fail where nothing may be started.
 */
export const execTmp: Check = {
  id: "exec-tmp",
  find: (machine) => {
    const temporary = temporaryDirectory(machine);
    if (kindOf(temporary.dir) === "missing") return [missing(machine, temporary)];
    const obstacle = obstacleToWriting(temporary.dir);
    if (obstacle !== undefined) return [unwritable(machine, temporary, obstacle.reason)];
    const mount = mountOf(temporary.dir);
    return mount?.options.includes("noexec") ? [noexec(machine, temporary, mount.point)] : [];
  },
};

function missing(machine: Machine, temporary: GoDirectory): Diagnosis {
  const title = "the directory for go's temporary files is not there";
  const effect = `go run, build, test and vet fail with: go: creating work dir: stat ${temporary.dir}: no such file or directory`;
  return diagnosis(machine, temporary, { cause: temporary.name, title, effect });
}

function unwritable(machine: Machine, temporary: GoDirectory, reason: string): Diagnosis {
  const title = "go cannot write to the directory for its temporary files";
  const effect = `go run, build, test and vet fail with: go: creating work dir: mkdir ${temporary.dir}/go-build...: ${reason}`;
  return diagnosis(machine, temporary, { cause: temporary.name, title, effect });
}

function noexec(machine: Machine, temporary: GoDirectory, point: string): Diagnosis {
  const title = "no program may be started in the directory for go's temporary files (noexec)";
  const commands = runsSince(machine, 24)
    ? "go test fails, and go run once it builds anew,"
    : "go run and go test fail";
  const effect = `${commands} with: fork/exec ${temporary.dir}/go-build...: permission denied; go build and go vet work`;
  const { evidence, ...others } = diagnosis(machine, temporary, { cause: `noexec:${point}`, title, effect });
  const mounted = pathEvidence(point, "mounted noexec");
  return { ...others, evidence: [...evidence, mounted] };
}

function diagnosis(
  machine: Machine,
  temporary: GoDirectory,
  words: Pick<Diagnosis, "cause" | "title" | "effect">,
): Diagnosis {
  const elsewhere = {
    text: "give GOTMPDIR a directory of your own in which programs may be started",
    command: 'mkdir -p "$HOME/.cache/go-tmp" && export GOTMPDIR="$HOME/.cache/go-tmp"',
  };
  const remedy =
    temporary.variable?.name === "GOTMPDIR"
      ? withoutVariable(machine, temporary.variable)
      : { fix: elsewhere, repair: null };
  return { severity: "error", evidence: [directoryEvidence(temporary)], ...words, ...remedy };
}
