import path from "node:path";
import { readSettings } from "../../config/settings.ts";
import { quotePosix } from "../../shells/quote.ts";
import { planRefresh } from "../../shims/refresh.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";
import type { Machine } from "../machine.ts";

/** Shims or hooks that are missing, of another gov, or that stand for a version that is gone. */
export const shimsStale: Check = {
  id: "shims-stale",
  find: (machine) => {
    const { written, removed, foreign } = planned(machine);
    const due = [...written, ...removed];
    return [
      ...(due.length === 0 ? [] : [stale(machine, due)]),
      ...foreign.map((it) => stranger(machine, it)),
    ];
  },
};

/** Nothing is due in a root without versions and shims, which nobody has set up yet. */
function planned({ context, store, programs }: Machine): ReturnType<typeof planRefresh> {
  const inUse = store().toolchains.length > 0 || programs().some(({ kind }) => kind === "shim");
  return inUse ? planRefresh(context, readSettings(context)) : { written: [], removed: [], foreign: [] };
}

function stale({ context }: Machine, due: readonly string[]): Diagnosis {
  return {
    cause: "shims",
    severity: "warning",
    title: "gov's shims and hooks are not those that this gov would write",
    evidence: due.map((name) =>
      pathEvidence(path.join(context.home.root, name), "out of date, missing, or of a version that is gone"),
    ),
    effect: "go may start under an older rule, or not at all under the name of one release",
    fix: { text: "write them anew", command: "gov reshim" },
    repair: { kind: "reshim" },
  };
}

function stranger({ context }: Machine, name: string): Diagnosis {
  const file = path.join(context.home.root, name);
  return {
    cause: `shim:${name}`,
    severity: "warning",
    title: `${name} stands where gov's shim belongs, and is not gov's`,
    evidence: [pathEvidence(file, "of somebody else")],
    effect: "typing its name runs that, whatever version is chosen",
    fix: {
      text: "move it away, then let gov write its own",
      command: `mv ${quotePosix(file)} ${quotePosix(`${file}.old`)} && gov reshim`,
    },
    repair: null,
  };
}
