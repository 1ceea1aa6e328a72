import { GovError } from "../errors.ts";
import type { OriginKind } from "../sources/source.ts";
import type { LockedArchive } from "./lock-file.ts";
import type { Proof } from "./proof.ts";
import type { SumdbAnswer, SumdbRecord } from "./sumdb.ts";

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
  readonly builtin: { readonly h1: string } | null;
  /** `explicit`: given by `--lock`. A lock file that was merely found can only refuse. */
  readonly lock:
    | (Pick<LockedArchive, "h1" | "sha256"> & { readonly file: string; readonly explicit: boolean })
    | null;
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

/** Decides whether a toolchain is genuine, or throws `proof-failed`. */
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
  const claims: Claim[] = [];
  if (sumdb.kind === "record") claims.push(...recordClaims(sumdb));
  if (official !== null) {
    const { sha256: value, from } = official;
    claims.push({ root: `the index of ${from}`, hash: "sha256", value, proof: { kind: "sha256", from } });
  }
  if (builtin !== null) {
    const { h1: value } = builtin;
    claims.push({ root: "the digest table of gov", hash: "h1", value, proof: { kind: "builtin" } });
  }
  if (lock !== null) claims.push(...lockClaims(lock));
  return claims;
}

function recordClaims({ name, h1s, record, treeSize, treeHash }: SumdbRecord): Claim[] {
  const proof: Proof = { kind: "sumdb", name, record, treeSize, treeHash };
  return h1s.map((value) => ({ root: `the checksum database ${name}`, hash: "h1", value, proof }));
}

function lockClaims({ h1, sha256, file, explicit }: NonNullable<Evidence["lock"]>): Claim[] {
  const root = lockRoot(file);
  const proof: Proof | null = explicit ? { kind: "lock", file } : null;
  const claims: Claim[] = [{ root, hash: "h1", value: h1, proof }];
  if (sha256 !== null) claims.push({ root, hash: "sha256", value: sha256, proof });
  return claims;
}

function lockRoot(file: string): string {
  return `the lock file ${file}`;
}

/** Releases never change, so that one of two roots lies; that the archive agrees with one of them says nothing. */
function refuseContradiction(claims: readonly Claim[], toolchain: string): void {
  for (const [i, one] of claims.entries()) {
    const other = claims.slice(i + 1).find(({ hash, value }) => hash === one.hash && value !== one.value);
    if (other === undefined) continue;
    throw new GovError(
      "proof-failed",
      `the trust roots contradict each other about the ${one.hash} of ${toolchain}: ` +
        `${one.root} says ${one.value}, ${other.root} says ${other.value}`,
      { hint: "a release never changes, so one of the two is wrong: find out which before you install it" },
    );
  }
}

function mismatch(claim: Claim, { measured, origin, toolchain, lock }: Evidence): GovError {
  const { root, hash, value } = claim;
  const file = lock !== null && root === lockRoot(lock.file) ? lock.file : undefined;
  return new GovError(
    "proof-failed",
    `${toolchain} is not genuine: expected the ${hash} ${value} that ${root} names, found ${measured[hash]}`,
    { hint: file === undefined ? OTHER_BYTES[origin] : `if the entry in ${file} is wrong, remove it`, file },
  );
}

/** Where else to get the bytes, when these are wrong. */
const OTHER_BYTES: Readonly<Record<OriginKind, string>> = {
  official: "something on the way changes downloads: try another network, or `gov install --from goproxy`",
  mirror: "gov install --from official",
  goproxy: "gov install --from official",
  file: "download the file again, or `gov install --from official`",
  directory: "gov install --from official",
};

function distinct(proofs: readonly Proof[]): Proof[] {
  return proofs.filter((proof, i) => proofs.findIndex(({ kind }) => kind === proof.kind) === i);
}

/** A root that names an h1 has proven it or objected: no record gets here, nor the digest table, nor `--lock`. */
function unproven({ toolchain, sumdb, official, lock }: Evidence): GovError {
  if (sumdb.kind === "record") throw new Error("a record proves or objects");
  const reasons = [
    sumdbSilence(sumdb),
    official === null
      ? "no official index names its archive"
      : `the index of ${official.from} speaks of another archive than this`,
    "the digest table of gov does not know it",
    lock === null
      ? "no lock file names it"
      : `the lock file ${lock.file} was found, not given by --lock, so it can only refuse`,
  ];
  return new GovError("proof-failed", `nothing proves ${toolchain} genuine: ${reasons.join(", ")}`, {
    hint: WAYS_TO_PROOF[sumdb.kind],
  });
}

type Silence = Exclude<Evidence["sumdb"], SumdbRecord>;

function sumdbSilence(sumdb: Silence): string {
  switch (sumdb.kind) {
    case "disabled":
      return "GOSUMDB=off";
    case "unavailable":
      return `the checksum database is unavailable (${sumdb.reason})`;
    case "no-record":
      return "the checksum database has no record of it";
  }
}

const WAYS_TO_PROOF: Readonly<Record<Silence["kind"], string>> = {
  disabled: "GOSUMDB=sum.golang.org gov install ..., or give a lock file that you trust: --lock FILE",
  unavailable: "try again when it can be reached, or give a lock file that you trust: --lock FILE",
  "no-record": "is this a published release? A lock file that you trust can vouch for it: --lock FILE",
};
