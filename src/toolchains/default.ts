import type { Context } from "../config/context.ts";
import { type Choice, chooseFirst } from "../resolution/choose.ts";
import { readResolutionInput } from "../resolution/locate.ts";
import type { ResolutionInput } from "../resolution/resolve.ts";
import { storeHere } from "./here.ts";

/** What the default means on this disk; `undefined` without one. */
export function defaultHere(context: Context): Choice | undefined {
  return chosenByDefault(readResolutionInput(context, storeHere(context).toolchains));
}

/** The same, when everything has been read already. */
export function chosenByDefault(
  input: Pick<ResolutionInput, "defaultPin" | "installed" | "systemGo">,
): Choice | undefined {
  return chooseFirst(input.defaultPin?.requests ?? [], input);
}
