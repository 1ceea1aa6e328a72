import { quoteFish, quotePosix } from "../shells/quote.ts";
import type { EnvChange } from "./child-env.ts";

/** The change as source for `eval` in sh, bash and zsh; safe whatever the values are. */
export function formatForPosix(change: EnvChange): string {
  const unset = change.unset.map((name) => `unset ${name}\n`);
  const set = Object.entries(change.set).map(([name, value]) => `export ${name}=${quotePosix(value)}\n`);
  return [...unset, ...set].join("");
}

/** The change as source for fish; `set -e` of a variable that is not there is silent. */
export function formatForFish(change: EnvChange): string {
  const unset = change.unset.map((name) => `set -e ${name}\n`);
  const set = Object.entries(change.set).map(([name, value]) => `set -gx ${name} ${quoteFish(value)}\n`);
  return [...unset, ...set].join("");
}
