import { kindOf } from "../../fs/kind-of.ts";
import type { Check } from "../check.ts";
import { obstacleToWriting } from "../disk/access.ts";
import { unwritable } from "../disk/unwritable.ts";
import type { Diagnosis } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { type GoDirectory, moduleCache } from "../settings/go-directories.ts";
import { variableDiagnosis } from "../settings/variable-diagnosis.ts";

/** Go looks at it when a dependency is needed, not before. Blanks and links in its path do no harm. */
export const gomodcache: Check = {
  id: "gomodcache",
  find: (machine) => {
    const variable = machine.variable("GOMODCACHE");
    if (variable !== undefined && !variable.value.startsWith("/")) {
      const title = "GOMODCACHE is relative";
      const effect = `go fails when it needs a dependency: go: GOMODCACHE entry is relative; must be absolute path: ${JSON.stringify(variable.value)}`;
      return [variableDiagnosis(machine, variable, { severity: "error", title, effect })];
    }
    const cache = moduleCache(machine);
    return cache === undefined ? [] : unusable(machine, cache);
  },
};

function unusable(machine: Machine, cache: GoDirectory): Diagnosis[] {
  const { dir, variable } = cache;
  const kind = kindOf(dir);
  const obstacle = obstacleToWriting(dir);
  if (obstacle === undefined) return [];
  if (variable !== undefined && (kind === "file" || kind === "other")) {
    const effect = `go fails when it needs a dependency: go: could not create module cache: "${dir}" is not a directory`;
    return [
      variableDiagnosis(machine, variable, {
        severity: "error",
        title: "GOMODCACHE is no directory",
        effect,
      }),
    ];
  }
  const { isForeign, ...others } = unwritable(cache, obstacle, machine.context.uid);
  const title = `go cannot write to the module cache${isForeign ? ", which belongs to another user" : ""}`;
  const effect =
    "a dependency that is not there yet cannot be fetched: " +
    `go: could not create module cache: mkdir ${obstacle.wanted}: ${obstacle.reason}`;
  return [{ cause: "GOMODCACHE", severity: "warning", title, effect, ...others }];
}
