import path from "node:path";
import type { Context } from "../../config/context.ts";
import { kindOf } from "../../fs/kind-of.ts";
import { mayWrite } from "../../fs/may-write.ts";
import type { Check } from "../check.ts";
import { type Obstacle, obstacleToWriting } from "../disk/access.ts";
import { unwritable } from "../disk/unwritable.ts";
import type { Diagnosis } from "../finding.ts";
import { buildCache, type GoDirectory } from "../settings/go-directories.ts";

/**
 * Go writes its index of the standard library into the build cache from 1.19 on, and takes a failure for
 * "no such package": GOROOT is blamed for a cache that `sudo go run` left behind.
 */
export const gocacheUnwritable: Check = {
  id: "gocache-unwritable",
  find: (machine) => {
    const cache = buildCache(machine);
    const obstacle = cache && firstObstacle(cache.dir);
    return cache === undefined || obstacle === undefined ? [] : [diagnosis(cache, obstacle, machine.context)];
  },
};

/** The cache is 256 directories, `00` to `ff`; one of another user is enough. */
function firstObstacle(dir: string): Obstacle | undefined {
  const top = obstacleToWriting(dir);
  if (top !== undefined) return top.reason === "not a directory" ? undefined : top;
  if (kindOf(dir) !== "directory") return undefined;
  for (let number = 0; number < 256; number++) {
    const part = path.join(dir, number.toString(16).padStart(2, "0"));
    const obstacle = mayWrite(part) ? undefined : obstacleToWriting(part);
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}

function diagnosis(cache: GoDirectory, obstacle: Obstacle, { uid }: Context): Diagnosis {
  const { isForeign, ...others } = unwritable(cache, obstacle, uid);
  const title = `go cannot write to its build cache${isForeign ? ", which belongs to another user" : ""}`;
  return { cause: "GOCACHE", severity: "error", title, effect: effectOf(cache, obstacle), ...others };
}

function effectOf({ dir }: GoDirectory, { wanted, reason }: Obstacle): string {
  if (kindOf(dir) !== "directory") {
    return `go run, build, test and vet fail with: failed to initialize build cache at ${dir}: mkdir ${wanted}: ${reason}`;
  }
  return (
    "go test and go vet fail with: package testing is not in std (up to 1.20: in GOROOT), or with: " +
    `open ${dir}/...: ${reason}; go run may still work. GOROOT is not at fault, GODEBUG=goindex=0 shows it`
  );
}
