import type { Context } from "../config/context.ts";
import { readSettings, unsetSetting, writeSetting } from "../config/settings.ts";
import { refreshShims } from "./refresh.ts";

/** Settings that stand in the text of shims and hooks. */
const RENDERED: readonly string[] = ["auto_install", "export"];

/** Writes a setting as `gov config set` has it, or takes it out with null, and renders anew what depends on it. */
export function changeSetting(name: string, text: string | null, context: Context): void {
  if (text === null) unsetSetting(name, context);
  else writeSetting(name, text, context);
  if (RENDERED.includes(name)) refreshShims(context, readSettings(context));
}
