import type { Check } from "../check.ts";
import type { Diagnosis } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { buildCache, moduleCache } from "../settings/go-directories.ts";

/** Services, cron and `env -i` start without HOME. It does no harm where the directories are named. */
export const homeUnset: Check = {
  id: "home-unset",
  find: (machine) => {
    if (machine.context.env("HOME") !== undefined) return [];
    const hasCache = machine.variable("GOCACHE") !== undefined || buildCache(machine) !== undefined;
    if (!hasCache) return [noCache(machine)];
    const hasModules = machine.variable("GOMODCACHE") !== undefined || moduleCache(machine) !== undefined;
    return hasModules ? [] : [noModules(machine)];
  },
};

function noCache(machine: Machine): Diagnosis {
  const effect =
    "go run, build, test and vet fail with: build cache is required, but could not be located: " +
    "GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined";
  return diagnosis(machine, "error", effect);
}

function noModules(machine: Machine): Diagnosis {
  const effect =
    "go fails when it needs a dependency: go: module cache not found: neither GOMODCACHE nor GOPATH is set";
  return diagnosis(machine, "warning", effect);
}

function diagnosis({ context }: Machine, severity: Diagnosis["severity"], effect: string): Diagnosis {
  const home = context.homeDir;
  return {
    cause: "HOME",
    severity,
    title: "HOME is not set, and nothing says where go keeps its files",
    evidence: [{ kind: "process", name: "HOME", value: "not set", origin: null }],
    effect,
    fix: {
      text: "set HOME, or GOCACHE and GOPATH, where this process is started from",
      command: home === undefined ? null : 'export HOME="$(getent passwd "$(id -u)" | cut -d: -f6)"',
    },
    repair: null,
  };
}
