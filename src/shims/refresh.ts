import path from "node:path";
import type { Context } from "../config/context.ts";
import { manifestFile, packageDirectory } from "../config/package-files.ts";
import type { Settings } from "../config/settings.ts";
import { GovError } from "../errors.ts";
import { namesIn } from "../fs/names-in.ts";
import { hostPlatform } from "../platform/detect.ts";
import { readManifest } from "../shells/render-completions.ts";
import { planHooks, writeHooks } from "../shells/render-hook.ts";
import { packagedTemplates } from "../shells/template.ts";
import { listToolchains } from "../toolchains/store.ts";
import { planShims, writeShims } from "./write.ts";

/** Files in `shims/` and `shell/`, by their paths below the root; nothing to do leaves all but `foreign` empty. */
export interface Refreshed {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** Under the names of shims, but not gov's: left alone. */
  readonly foreign: readonly string[];
  /** Why nothing could be written, in a root that only somebody else may change. */
  readonly problem: GovError | null;
}

type Place = Pick<Context, "home" | "node">;
type Rendered = Pick<Settings, "auto_install" | "export">;

/**
 * Makes `shims/` and `shell/` what the installed toolchains and the settings ask for. Whatever changes one of
 * those calls this at its end. It writes only what differs, and a root that is read-only is no failure.
 */
export function refreshShims(place: Place, settings: Rendered): Refreshed {
  try {
    return { ...refreshUntilStable(place, settings), problem: null };
  } catch (error) {
    if (!(error instanceof GovError) || error.code !== "permission") throw error;
    return { written: [], removed: [], foreign: [], problem: error };
  }
}

/** What `refreshShims` would do. */
export function planRefresh(place: Place, settings: Rendered): Omit<Refreshed, "problem"> {
  return described(plan(place, settings));
}

/** Again when a version came or went meanwhile, whose own process may have been here first. */
function refreshUntilStable(place: Place, settings: Rendered): Omit<Refreshed, "problem"> {
  const versions = versionsNow(place);
  const due = plan(place, settings);
  writeHooks(place.home, due.hooks);
  writeShims(place.home, due.shims);
  return versionsNow(place) === versions ? described(due) : refreshUntilStable(place, settings);
}

function versionsNow({ home }: Place): string {
  return namesIn(home.versionsDir).sort().join("/");
}

function plan({ home, node }: Place, settings: Rendered) {
  const host = hostPlatform(node);
  const manifest = readManifest(manifestFile());
  const cli = path.join(packageDirectory(), "bin", "gov.js");
  const read = packagedTemplates();
  const autoInstall = settings.auto_install ? { node: node.execPath, cli } : undefined;
  return {
    hooks: planHooks(home, { host, export: settings.export, manifest }, read),
    shims: planShims(home, listToolchains(home, host).toolchains, { host, autoInstall }, read),
  };
}

function described({ hooks, shims }: ReturnType<typeof plan>): Omit<Refreshed, "problem"> {
  const inShims = (names: readonly string[]) => names.map((name) => `shims/${name}`);
  return {
    written: [...inShims(shims.write), ...hooks.map(([name]) => `shell/${name}`)],
    removed: inShims(shims.remove),
    foreign: inShims(shims.foreign),
  };
}
