import type { Choice } from "./choose.ts";

export type ReasonKind =
  | "env"
  | "pin"
  | "toolchain"
  | "floor"
  | "home"
  | "default"
  | "newest"
  | "system"
  | "none";

/** Which part of the rule speaks, and where what it was asked stands. */
export interface Reason {
  readonly kind: ReasonKind;
  /** The text that asks, as it stands there; null for what nobody asked for. */
  readonly request: string | null;
  readonly file?: string;
  readonly line?: number;
}

/** One part of the rule with its answer; a rejected one leaves the decision to the next. */
export interface Offer {
  readonly reason: Reason;
  readonly choice:
    | Choice
    | { readonly kind: "rejected"; readonly request: string | null; readonly why: string };
}

/** How one part of the rule fared, for `gov current --why`. */
export interface Candidate {
  readonly reason: Reason;
  readonly outcome: "chosen" | "missing" | "rejected" | "outranked";
  readonly why: string;
}

/** Every offer with its fate; those behind the decisive one were not asked. */
export function explain(offers: readonly Offer[], decisive: Offer | undefined): Candidate[] {
  let decided = false;
  return offers.map((offer) => {
    const { reason, choice } = offer;
    if (choice.kind === "rejected") return { reason, outcome: "rejected", why: choice.why };
    if (decided && decisive) {
      return { reason, outcome: "outranked", why: `${placeOf(decisive.reason)} comes first` };
    }
    decided = offer === decisive;
    if (choice.kind === "missing") return { reason, outcome: "missing", why: whyMissing(choice) };
    const name = choice.kind === "system" ? "the next go on PATH" : choice.toolchain.name;
    return { reason, outcome: "chosen", why: `${name} is what ${placeOf(reason)} means` };
  });
}

/** Where a reason stands, to be read in a sentence: a file and line, or what it is. */
export function placeOf({ kind, file, line }: Reason): string {
  if (file !== undefined) return line === undefined ? file : `${file}:${line}`;
  if (kind === "env") return "GOV_VERSION";
  return kind === "system" ? "the last resort" : "the newest installed release";
}

function whyMissing({ name, invalid }: Extract<Choice, { kind: "missing" }>): string {
  if (invalid) return "what it asks for is not a version that can be pinned";
  return name === "system" ? "no other go is on PATH" : `${name} is not installed`;
}
