import { GovError } from "../errors.ts";
import type { OriginKind } from "../sources/source.ts";
import type { Proof } from "./proof.ts";
import type { SumdbAnswer } from "./sumdb.ts";

/** What a table says of one toolchain; `sha256` is that of the archive on go.dev, in lower-case hex. */
export interface KnownDigests {
  readonly sha256: string | null;
  readonly h1: string | null;
}

/** All that is known about one toolchain before it is believed. `null` is "nothing at hand". */
export interface Evidence {
  /** As the user should read it: `Go 1.22.5 for linux-amd64`. */
  readonly toolchain: string;
  readonly origin: OriginKind;
  readonly measured: {
    /**
     * Of the archive in the form that go.dev publishes; null for a module zip and a directory, of which no
     * published SHA-256 speaks.
     */
    readonly sha256: string | null;
    readonly h1: string;
  };
  readonly sumdb: SumdbAnswer | { readonly kind: "disabled" };
  /** From an index that is a trust root, never from a mirror's. */
  readonly official: { readonly sha256: string; readonly from: string } | null;
  readonly builtin: KnownDigests | null;
  /** `explicit`: given by `--lock`. A lock file that was merely found can only refuse. */
  readonly lock: (KnownDigests & { readonly file: string; readonly explicit: boolean }) | null;
  readonly allowUnproven: boolean;
}

export interface Decision {
  /** Never empty. */
  readonly proofs: readonly Proof[];
  /** Was the archive proven as a whole? If not, what h1 does not cover must be left out. */
  readonly coversWholeArchive: boolean;
}

/** What one trust root says about one hash. `proof` is null for a root that can only refuse. */
interface Claim {
  readonly root: string;
  readonly hash: "h1" | "sha256";
  readonly value: string;
  readonly proof: Proof | null;
}

/** Decides whether a toolchain is genuine (DESIGN 7, "Proof"), or throws `proof-failed`. */
export function decide(evidence: Evidence): Decision {
  const { measured, toolchain } = evidence;
  const claims = allClaims(evidence);
  refuseContradiction(claims, toolchain);

  const agreeing = claims.filter((claim) => measured[claim.hash] === claim.value);
  const disagreeing = claims.filter(
    (claim) => measured[claim.hash] !== null && measured[claim.hash] !== claim.value,
  );
  const h1IsProven = agreeing.some((claim) => claim.hash === "h1" && claim.proof !== null);
  const mayBeRepacked = evidence.origin !== "official" && h1IsProven;
  const fatal = disagreeing.find((claim) => claim.hash === "h1" || !mayBeRepacked);
  if (fatal !== undefined) throw mismatch(fatal, evidence);

  const proofs = distinct(agreeing.flatMap((claim) => claim.proof ?? []));
  if (proofs.length === 0 && !evidence.allowUnproven) throw unproven(evidence);
  return {
    proofs: proofs.length === 0 ? [{ kind: "none" }] : proofs,
    coversWholeArchive: agreeing.some((claim) => claim.hash === "sha256" && claim.proof !== null),
  };
}

function allClaims({ sumdb, official, builtin, lock }: Evidence): Claim[] {
  return [
    ...(sumdb.kind === "record" ? recordClaims(sumdb) : []),
    ...(official === null
      ? []
      : digestClaims(`the index of ${official.from}`, { sha256: official.sha256, h1: null }, { kind: "sha256", from: official.from })),
    ...(builtin === null ? [] : digestClaims("the digest table of gov", builtin, { kind: "builtin" })),
    ...(lock === null
      ? []
      : digestClaims(`the lock file ${lock.file}`, lock, lock.explicit ? { kind: "lock", file: lock.file } : null)),
  ];
}
