import { versionName } from "../goversion/version.ts";
import { type Choices, choose, chooseFirst, type Missing } from "./choose.ts";
import type { GoModVersions } from "./files/go-mod.ts";
import type { PinLine } from "./files/go-version.ts";
import { exactToolchain, type Floor, floorOf, meetFloor } from "./floor.ts";
import { newestInstalled } from "./installed.ts";
import { type Candidate, explain, type Offer, type Reason } from "./trace.ts";

/** A file that asks for a version. */
export interface Pin extends PinLine {
  readonly file: string;
}

/** Everything the rule looks at, read beforehand by `locate.ts`. */
export interface ResolutionInput extends Choices {
  /** `GOV_VERSION`. */
  readonly govVersion: string | undefined;
  /** Nearest first; not those in HOME or above it. */
  readonly pins: readonly Pin[];
  /** go.work, else the nearest go.mod. */
  readonly goMod: (GoModVersions & { readonly file: string }) | undefined;
  /** Nearest first, from HOME upwards. */
  readonly homePins: readonly Pin[];
  readonly defaultPin: Pin | undefined;
}

/** Which Go runs here, and why. */
export interface Resolution {
  /** The toolchain's directory, or `system`. */
  readonly name: string | null;
  readonly version: string | null;
  readonly kind: "managed" | "linked" | "system" | "none";
  readonly root: string | null;
  /** False when what is asked for is missing, and when there is no Go at all. */
  readonly installed: boolean;
  readonly reason: Reason;
  readonly missing: Missing | null;
  readonly candidates: readonly Candidate[];
}

/**
 * The rule: the first that has an answer decides, also when its answer is a version that is missing.
 * `shims/resolve.sh` is the same rule; `test/resolution/cases.json` holds the two together.
 */
export function resolve(input: ResolutionInput): Resolution {
  const offers = offersOf(input);
  const decisive = offers.find(({ choice }) => choice.kind !== "rejected");
  const candidates = explain(offers, decisive);
  return { ...answerOf(decisive?.choice), reason: decisive?.reason ?? NO_REASON, candidates };
}

const NO_REASON: Reason = { kind: "none", request: null };

function answerOf(choice: Offer["choice"] | undefined): Omit<Resolution, "reason" | "candidates"> {
  if (choice?.kind === "toolchain") {
    const { name, version, kind, goroot } = choice.toolchain;
    const text = version && versionName(version);
    return { name, version: text, kind, root: goroot, installed: true, missing: null };
  }
  const nothing = { version: null, root: null };
  if (choice?.kind === "system") {
    return { ...nothing, name: "system", kind: "system", installed: true, missing: null };
  }
  const missing = choice?.kind === "missing" ? choice : null;
  return { ...nothing, name: null, kind: "none", installed: false, missing };
}

/** What each part of the rule has to offer, in the order of the rule. */
function offersOf(input: ResolutionInput): Offer[] {
  const { goMod, defaultPin } = input;
  const floor = goMod && floorOf(goMod);
  return [
    ...variableOffers(input),
    ...input.pins.map((pin) => pinOffer("pin", pin, input)),
    ...(goMod && floor ? floorOffers(goMod.file, floor, input) : []),
    ...input.homePins.map((pin) => homeOffer(pin, floor, input)),
    ...(defaultPin ? [defaultOffer(defaultPin, floor, input)] : []),
    ...lastOffers(input),
  ];
}

function variableOffers(input: ResolutionInput): Offer[] {
  if (input.govVersion === undefined) return [];
  return [offer({ kind: "env" }, choose(input.govVersion, input))];
}

function pinOffer(kind: "pin" | "home" | "default", pin: Pin, input: ResolutionInput): Offer {
  const { file, line, requests } = pin;
  const choice = chooseFirst(requests, input);
  if (choice === undefined) throw new Error(`${file} was read as a pin but asks for nothing`);
  return offer({ kind, file, line }, choice);
}

function floorOffers(file: string, floor: Floor, input: ResolutionInput): Offer[] {
  const { line, text: request } = floor;
  const toolchain = exactToolchain(floor, input);
  const met = meetFloor(floor, input.defaultPin?.requests ?? [], input);
  const exact: Offer["choice"] = toolchain
    ? { kind: "toolchain", request, toolchain }
    : { kind: "rejected", request, why: `${request} is not installed, and is only a minimum` };
  const unmet: Offer["choice"] = { kind: "rejected", request, why: "no installed release is new enough" };
  return [
    ...(floor.exact ? [offer({ kind: "toolchain", file, line }, exact)] : []),
    offer({ kind: "floor", file, line }, met ?? unmet),
  ];
}

function homeOffer(pin: Pin, floor: Floor | undefined, input: ResolutionInput): Offer {
  const { reason, choice } = pinOffer("home", pin, input);
  if (floor === undefined) return { reason, choice };
  const why = `a personal default steps back where go.mod asks for ${floor.text}`;
  return { reason, choice: { kind: "rejected", request: choice.request, why } };
}

/** A floor never fails, so a default that is missing does not count under one. */
function defaultOffer(pin: Pin, floor: Floor | undefined, input: ResolutionInput): Offer {
  const { reason, choice } = pinOffer("default", pin, input);
  if (floor === undefined || choice.kind !== "missing") return { reason, choice };
  return {
    reason,
    choice: { kind: "rejected", request: choice.request, why: `${choice.name} is not installed` },
  };
}

function lastOffers({ installed, systemGo }: ResolutionInput): Offer[] {
  const toolchain = newestInstalled(installed);
  return [
    ...(toolchain ? [offer({ kind: "newest" }, { kind: "toolchain", request: null, toolchain })] : []),
    ...(systemGo === undefined ? [] : [offer({ kind: "system" }, { kind: "system", request: null })]),
  ];
}

function offer(place: Omit<Reason, "request">, choice: Offer["choice"]): Offer {
  return { reason: { ...place, request: choice.request }, choice };
}
