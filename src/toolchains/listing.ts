import type { Context } from "../config/context.ts";
import type { GoVersion } from "../goversion/version.ts";
import { type Support, supportOf } from "../releases/support.ts";
import { readResolutionInput } from "../resolution/locate.ts";
import { resolve } from "../resolution/resolve.ts";
import { chosenByDefault } from "./default.ts";
import { storeHere } from "./here.ts";
import type { StoreProblem, Toolchain } from "./store.ts";

/** A toolchain with what it is to the user. */
export interface ListedToolchain {
  readonly toolchain: Toolchain;
  readonly support: Support;
  /** Does the default select it? */
  readonly isDefault: boolean;
  /** Does it run in the current directory? */
  readonly isCurrent: boolean;
}

export interface Listing {
  readonly toolchains: readonly ListedToolchain[];
  readonly problems: readonly StoreProblem[];
}

/** What is installed. `newestStable` is the newest stable release known, which decides about support. */
export function listHere(context: Context, newestStable: GoVersion | undefined): Listing {
  const { toolchains, problems } = storeHere(context);
  const input = readResolutionInput(context, toolchains);
  const current = resolve(input).name;
  const preset = chosenByDefault(input);
  const presetName = preset?.kind === "toolchain" ? preset.toolchain.name : undefined;
  return {
    toolchains: toolchains.map((toolchain) => ({
      toolchain,
      support: toolchain.version === null ? "unknown" : supportOf(toolchain.version, newestStable),
      isDefault: toolchain.name === presetName,
      isCurrent: toolchain.name === current,
    })),
    problems,
  };
}
