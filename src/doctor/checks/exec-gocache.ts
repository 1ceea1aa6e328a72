import type { Check } from "../check.ts";
import { mountOf } from "../disk/mounts.ts";
import { pathEvidence } from "../finding.ts";
import { runsSince } from "../go/running-go.ts";
import { buildCache, directoryEvidence } from "../settings/go-directories.ts";

/** From 1.24 on `go run` and `go tool` start programs from the build cache. */
export const execGocache: Check = {
  id: "exec-gocache",
  find: (machine) => {
    const cache = buildCache(machine);
    const mount = cache && mountOf(cache.dir);
    if (cache === undefined || !mount?.options.includes("noexec") || !runsSince(machine, 24)) return [];
    const { point } = mount;
    const mounted = pathEvidence(point, "mounted noexec");
    return [
      {
        cause: `noexec:${point}`,
        severity: "error",
        title: "no program may be started in go's build cache (noexec)",
        evidence: [directoryEvidence(cache), mounted],
        effect: `go run and go tool fail with: fork/exec ${cache.dir}/...: permission denied; go build and go test work`,
        fix: { text: "give GOCACHE a directory in which programs may be started", command: null },
        repair: null,
      },
    ];
  },
};
