import { GovError } from "../errors.ts";
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

/**
 * The change as instructions of a Dockerfile, where PATH continues that of the image. Nothing can be unset there,
 * and go takes an empty variable for none. https://docs.docker.com/reference/dockerfile/#env
 */
export function formatForDocker(change: EnvChange): string {
  return assignments(change)
    .map(([name, value]) => {
      const [first = "", ...others] = name === "PATH" ? value.split(":") : [value];
      const tail = others.length > 0 ? ":$PATH" : "";
      return `ENV ${name}="${onOneLine(first).replace(/["\\$]/g, "\\$&")}${tail}"\n`;
    })
    .join("");
}

/** The change as lines for the file that `$GITHUB_ENV` names, for the steps that follow. */
export function formatForGithub(change: EnvChange): string {
  return assignments(change)
    .map(([name, value]) => `${name}=${onOneLine(value)}\n`)
    .join("");
}

function assignments({ set, unset }: EnvChange): [string, string][] {
  return [...unset.map((name): [string, string] => [name, ""]), ...Object.entries(set)];
}

/** A line break would start another instruction, or another variable. */
function onOneLine(value: string): string {
  if (!/[\r\n]/.test(value)) return value;
  throw new GovError("failed", "a variable with a line break in it cannot be written in this format", {
    hint: "gov env --format json",
  });
}
