import type { Context } from "../config/context.ts";
import { readGoSetting } from "../config/go-settings.ts";
import type { GoVersion } from "../goversion/version.ts";
import { readTreeVersion } from "../platform/tree.ts";
import { type GoSwitch, predictSwitch } from "./go-switch.ts";
import type { InstalledToolchain } from "./installed.ts";
import { type Place, readResolutionInput } from "./locate.ts";
import { type Resolution, resolve } from "./resolve.ts";
import { isOnPath, treeAround } from "./system.ts";

/** Where the question is asked, and on which system: GOENV has its own place on each. */
export type PlaceOnSystem = Place & Pick<Context, "node">;

export interface ResolutionHere extends Resolution {
  readonly goSwitch: GoSwitch;
}

/** Which Go runs here, why, and what Go's own toolchain switch will do with it. */
export function resolveHere(place: PlaceOnSystem, installed: readonly InstalledToolchain[]): ResolutionHere {
  const input = readResolutionInput(place, installed);
  const resolution = resolve(input);
  const root = resolution.kind === "system" ? treeAround(input.systemGo) : resolution.root;
  const running = root === null ? null : runningVersion(resolution, root, installed);
  const { value, from } = readGoSetting("GOTOOLCHAIN", place, root) ?? { value: "", from: "none" };
  const setting = { setting: value, from };
  const onPath = (name: string) => isOnPath(name, place.env("PATH"));
  return {
    ...resolution,
    goSwitch: predictSwitch({ setting, running, goMod: input.goMod, isOnPath: onPath }),
  };
}

function runningVersion(
  { kind, name }: Resolution,
  root: string,
  installed: readonly InstalledToolchain[],
): GoVersion | null {
  if (kind === "system") return readTreeVersion(root);
  return installed.find((it) => it.name === name)?.version ?? null;
}
