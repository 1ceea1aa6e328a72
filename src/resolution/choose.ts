import { parsePinText } from "../goversion/pin.ts";
import { versionName } from "../goversion/version.ts";
import { isComparable, parseComparableVersion } from "./comparable-version.ts";
import { findInstalled, type InstalledToolchain, newestInstalled } from "./installed.ts";

/** What there is to choose from. */
export interface Choices {
  readonly installed: readonly InstalledToolchain[];
  /** The next go on PATH that is not gov's. */
  readonly systemGo: string | undefined;
}

export type Choice =
  | { readonly kind: "toolchain"; readonly request: string | null; readonly toolchain: InstalledToolchain }
  | { readonly kind: "system"; readonly request: string | null }
  | Missing;

/** Asked for, and not there. */
export interface Missing {
  readonly kind: "missing";
  /** As it stands in the pin. */
  readonly request: string;
  /** The same without a prefix: `1.22.9`, `1.22`, `gotip`, `system`. */
  readonly name: string;
  /** No pin can mean it: a range, an alias, nonsense. */
  readonly invalid: boolean;
}

/** The first of these texts that names something installed; nothing installed: the first one, as missing. */
export function chooseFirst(requests: readonly string[], choices: Choices): Choice | undefined {
  const found = requests.map((request) => choose(request, choices));
  return found.find(({ kind }) => kind !== "missing") ?? found[0];
}

/** The toolchain that one text of a pin means. */
export function choose(request: string, { installed, systemGo }: Choices): Choice {
  const pin = parsePinText(request);
  if (pin === undefined || !isPinnable(pin)) {
    return { kind: "missing", request, name: request, invalid: true };
  }
  if (pin.kind === "system") {
    return systemGo === undefined ? missing(request, "system") : { kind: "system", request };
  }
  if (pin.kind === "line") return found(request, newestInstalled(installed, pin.line), pin.line);
  const name = pin.kind === "exact" ? versionName(pin.version) : pin.name;
  return found(request, findInstalled(installed, name), name);
}

/** Versions that a shell cannot compare are none. */
function isPinnable(pin: NonNullable<ReturnType<typeof parsePinText>>): boolean {
  if (pin.kind === "line") return parseComparableVersion(pin.line) !== undefined;
  return pin.kind !== "exact" || isComparable(pin.version);
}

function found(request: string, toolchain: InstalledToolchain | undefined, name: string): Choice {
  return toolchain === undefined ? missing(request, name) : { kind: "toolchain", request, toolchain };
}

function missing(request: string, name: string): Missing {
  return { kind: "missing", request, name, invalid: false };
}
