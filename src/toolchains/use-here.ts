import type { Context } from "../config/context.ts";
import { pathFromHere } from "../config/path-from-here.ts";
import { readSettings } from "../config/settings.ts";
import type { Request } from "../goversion/request.ts";
import { type Outlook, outlookHere } from "../resolution/outlook.ts";
import { pinIn, removePin, writePin } from "../resolution/pin-file.ts";
import { refreshShims } from "../shims/refresh.ts";
import { resolutionHere } from "./here.ts";
import { type ProvideOptions, provideToolchain } from "./provide.ts";
import { pinTextOf } from "./requested.ts";
import { sweep } from "./staging.ts";

/** What `gov use` did to this directory. */
export interface Use {
  /** The pin file; null when there was no pin to remove. */
  readonly file: string | null;
  /** What stands there now; null when it was removed. */
  readonly pin: string | null;
  readonly outlook: Outlook;
}

/** Pins the current directory, and makes what it pins present. Nothing is written when that fails. */
export async function useHere(request: Request, options: ProvideOptions, context: Context): Promise<Use> {
  const directory = pathFromHere(".", context);
  sweep(context.home, context);
  const pin = pinTextOf(request, await provideToolchain(request, options, context));
  const file = writePin(directory, pin);
  return { file, pin, outlook: lookAround(context) };
}

/** Takes the pin of the current directory itself away; one further up stays. */
export function unuseHere(context: Context): Use {
  const pin = pinIn(pathFromHere(".", context));
  if (pin !== undefined) removePin(pin);
  return { file: pin?.file ?? null, pin: null, outlook: lookAround(context) };
}

function lookAround(context: Context): Outlook {
  refreshShims(context, readSettings(context));
  const here = resolutionHere(context);
  const outlook = outlookHere(here, context);
  return here.reason.kind === "env" ? { ...outlook, obstacle: outlook.obstacle ?? SESSION } : outlook;
}

const SESSION = { sentence: "GOV_VERSION of this shell comes before every pin", hint: "gov shell --unset" };
