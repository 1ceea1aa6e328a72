import path from "node:path";
import type { Home } from "../config/home.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { namesIn } from "../fs/names-in.ts";
import { removeFile } from "../fs/remove.ts";
import type { InstalledToolchain } from "../resolution/installed.ts";
import type { ReadTemplate } from "../shells/template.ts";
import { inspectShim } from "./inspect.ts";
import { isShimName, shimNames } from "./names.ts";
import { renderShim, type ShimValues } from "./render.ts";

/** Names in `shims/`, by what has to happen to them. */
export interface ShimPlan {
  readonly text: string;
  readonly write: readonly string[];
  readonly remove: readonly string[];
  /** Files under a shim's name that are not gov's: left alone. */
  readonly foreign: readonly string[];
}

/** What `shims/` needs for these toolchains. What gov did not write there is left alone. */
export function planShims(
  home: Pick<Home, "root" | "shimsDir">,
  toolchains: readonly InstalledToolchain[],
  values: Omit<ShimValues, "root">,
  read: ReadTemplate,
): ShimPlan {
  const text = renderShim({ ...values, root: home.root }, read);
  const wanted = new Set(shimNames(toolchains));
  const states = [...wanted].map((name) => ({ name, state: inspectShim(home, name, text) }));
  const those = (...asked: string[]) =>
    states.flatMap(({ name, state }) => (asked.includes(state) ? [name] : []));
  const remove = namesIn(home.shimsDir)
    .filter((name) => !wanted.has(name) && isShimName(name) && inspectShim(home, name, text) !== "foreign")
    .sort();
  return {
    text,
    write: those("missing", "stale"),
    remove,
    foreign: those("foreign"),
  };
}

/** Carries a plan out, each file by one rename. */
export function writeShims(home: Pick<Home, "shimsDir">, plan: ShimPlan): void {
  for (const name of plan.write) writeFileAtomic(path.join(home.shimsDir, name), plan.text, { mode: 0o755 });
  for (const name of plan.remove) removeFile(path.join(home.shimsDir, name));
}
