import { describe, expect, test } from "vitest";
import { GovError } from "../../src/errors.ts";
import type { OriginKind } from "../../src/sources/source.ts";
import { type Decision, decide, type Evidence } from "../../src/verify/policy.ts";
import type { SumdbRecord } from "../../src/verify/sumdb.ts";

const H1 = "h1:good=";
const SHA = "aa11";
const OTHER_H1 = "h1:other=";
const OTHER_SHA = "bb22";

const RECORD: SumdbRecord = {
  kind: "record",
  name: "sum.golang.org",
  h1s: [H1],
  record: 7,
  treeSize: 9,
  treeHash: "root=",
};
const OFFICIAL = { sha256: SHA, from: "go.dev" };
const BUILTIN = { h1: H1 };
const NO_RECORD = { kind: "no-record" } as const;
const UNAVAILABLE = { kind: "unavailable", reason: "it answers HTTP 500" } as const;
const DISABLED = { kind: "disabled" } as const;

const SUMDB_PROOF = { kind: "sumdb", name: "sum.golang.org", record: 7, treeSize: 9, treeHash: "root=" };
const OFFICIAL_PROOF = { kind: "sha256", from: "go.dev" };
const BUILTIN_PROOF = { kind: "builtin" };

/** Right bytes from the official source of which nobody knows anything, but for `parts`. */
function evidence(parts: Partial<Evidence> = {}): Evidence {
  return {
    toolchain: "Go 1.22.5 for linux-amd64",
    origin: "official",
    measured: { sha256: SHA, h1: H1 },
    sumdb: NO_RECORD,
    official: null,
    builtin: null,
    lock: null,
    allowUnproven: false,
    ...parts,
  };
}

function lock(parts: Partial<NonNullable<Evidence["lock"]>> = {}): Evidence["lock"] {
  return { h1: H1, sha256: SHA, file: "/p/gov.lock.json", explicit: true, ...parts };
}

function refusal(parts: Partial<Evidence>): GovError {
  try {
    decide(evidence(parts));
  } catch (error) {
    if (error instanceof GovError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("one root is enough", () => {
  test.each<[string, Partial<Evidence>, unknown[], boolean]>([
    ["the checksum database", { sumdb: RECORD }, [SUMDB_PROOF], false],
    ["the official index", { official: OFFICIAL }, [OFFICIAL_PROOF], true],
    ["the digest table", { builtin: BUILTIN }, [BUILTIN_PROOF], false],
    ["an explicit lock file", { lock: lock() }, [{ kind: "lock", file: "/p/gov.lock.json" }], true],
    [
      "a lock file with h1 alone",
      { lock: lock({ sha256: null }) },
      [{ kind: "lock", file: "/p/gov.lock.json" }],
      false,
    ],
    ["a database and an index", { sumdb: RECORD, official: OFFICIAL }, [SUMDB_PROOF, OFFICIAL_PROOF], true],
    ["a database and a table", { sumdb: RECORD, builtin: BUILTIN }, [SUMDB_PROOF, BUILTIN_PROOF], false],
    [
      "an index, the database having no record",
      { sumdb: NO_RECORD, official: OFFICIAL },
      [OFFICIAL_PROOF],
      true,
    ],
    ["an index, the database being away", { sumdb: UNAVAILABLE, official: OFFICIAL }, [OFFICIAL_PROOF], true],
    ["a table, the database being away", { sumdb: UNAVAILABLE, builtin: BUILTIN }, [BUILTIN_PROOF], false],
    ["an index, the database being off", { sumdb: DISABLED, official: OFFICIAL }, [OFFICIAL_PROOF], true],
    ["a table, the database being off", { sumdb: DISABLED, builtin: BUILTIN }, [BUILTIN_PROOF], false],
  ])("%s proves", (_name, parts, proofs, coversWholeArchive) => {
    expect(decide(evidence(parts))).toEqual({ proofs, coversWholeArchive } as Decision);
  });

  test("both digests of one root are one proof", () => {
    const both = { builtin: BUILTIN, lock: lock() };
    expect(decide(evidence(both)).proofs).toEqual([
      BUILTIN_PROOF,
      { kind: "lock", file: "/p/gov.lock.json" },
    ]);
  });

  test.each(["official", "mirror", "goproxy", "file", "directory"] as const)(
    "bytes from %s count alike",
    (origin) => {
      expect(decide(evidence({ origin, sumdb: RECORD })).proofs).toEqual([SUMDB_PROOF]);
    },
  );
});

describe("a contradiction between roots is refused, whichever of them the archive agrees with", () => {
  test.each<[string, Partial<Evidence>]>([
    ["database and table", { sumdb: RECORD, builtin: { h1: OTHER_H1 } }],
    ["table and database", { sumdb: { ...RECORD, h1s: [OTHER_H1] }, builtin: BUILTIN }],
    ["database and explicit lock", { sumdb: RECORD, lock: lock({ h1: OTHER_H1 }) }],
    ["database and found lock", { sumdb: RECORD, lock: lock({ h1: OTHER_H1, explicit: false }) }],
    ["index and lock", { official: OFFICIAL, lock: lock({ sha256: OTHER_SHA }) }],
    ["two hashes in one record", { sumdb: { ...RECORD, h1s: [H1, OTHER_H1] } }],
    [
      "two roots about a hash that was not measured",
      {
        measured: { sha256: null, h1: H1 },
        sumdb: RECORD,
        official: OFFICIAL,
        lock: lock({ sha256: OTHER_SHA }),
      },
    ],
    [
      "two roots, from a mirror that may repack",
      {
        origin: "mirror",
        sumdb: RECORD,
        official: OFFICIAL,
        lock: lock({ sha256: OTHER_SHA }),
      },
    ],
    [
      "two roots, with unproven archives allowed",
      {
        allowUnproven: true,
        sumdb: RECORD,
        builtin: { h1: OTHER_H1 },
      },
    ],
  ])("%s", (_name, parts) => {
    const error = refusal(parts);
    expect(error).toMatchObject({ code: "proof-failed", hint: expect.stringContaining("never changes") });
    expect(error.message).toMatch(
      /^the trust roots contradict each other about the (h1|sha256) of Go 1\.22\.5 for linux-amd64: /,
    );
  });

  test("names both roots and what each of them says", () => {
    expect(refusal({ sumdb: RECORD, builtin: { h1: OTHER_H1 } }).message).toBe(
      "the trust roots contradict each other about the h1 of Go 1.22.5 for linux-amd64: " +
        "the checksum database sum.golang.org says h1:good=, the digest table of gov says h1:other=",
    );
  });
});

describe("a wrong digest is refused", () => {
  const tampered = { measured: { sha256: OTHER_SHA, h1: OTHER_H1 } };

  test.each<[string, Partial<Evidence>, string]>([
    [
      "the checksum database",
      { sumdb: RECORD },
      "expected the h1 h1:good= that the checksum database sum.golang.org names, found h1:other=",
    ],
    [
      "the official index",
      { official: OFFICIAL },
      "expected the sha256 aa11 that the index of go.dev names, found bb22",
    ],
    [
      "the digest table",
      { builtin: BUILTIN },
      "expected the h1 h1:good= that the digest table of gov names, found h1:other=",
    ],
    [
      "an explicit lock",
      { lock: lock() },
      "expected the h1 h1:good= that the lock file /p/gov.lock.json names, found h1:other=",
    ],
    [
      "a found lock",
      { lock: lock({ explicit: false }) },
      "expected the h1 h1:good= that the lock file /p/gov.lock.json names, found h1:other=",
    ],
  ])("by %s, whatever is allowed", (_name, parts, sentence) => {
    for (const allowUnproven of [false, true]) {
      expect(refusal({ ...tampered, ...parts, allowUnproven })).toMatchObject({
        code: "proof-failed",
        message: `Go 1.22.5 for linux-amd64 is not genuine: ${sentence}`,
      });
    }
  });

  test("although the official index is content with the archive", () => {
    const parts = { measured: { sha256: SHA, h1: OTHER_H1 }, official: OFFICIAL, sumdb: RECORD };
    expect(refusal(parts).message).toContain("expected the h1 h1:good=");
  });

  test.each<[OriginKind, string]>([
    ["official", "gov install --from goproxy"],
    ["mirror", "gov install --from official"],
    ["goproxy", "gov install --from official"],
    ["file", "download the file again"],
    ["directory", "gov install --from official"],
  ])("with another place to get it than %s", (origin, hint) => {
    expect(refusal({ ...tampered, origin, sumdb: RECORD }).hint).toContain(hint);
  });

  test("with the lock file to mend when only that objects", () => {
    const parts = { lock: lock({ h1: OTHER_H1, explicit: false }), official: OFFICIAL };
    expect(refusal(parts)).toMatchObject({
      file: "/p/gov.lock.json",
      hint: "if the entry in /p/gov.lock.json is wrong, remove it",
    });
  });
});

describe("a repacked archive, whose h1 is proven and whose sha256 is not the official one", () => {
  const repacked = { measured: { sha256: OTHER_SHA, h1: H1 }, official: OFFICIAL, sumdb: RECORD };

  test("is refused from the official source", () => {
    expect(refusal({ ...repacked, origin: "official" }).message).toContain("expected the sha256 aa11");
  });

  test.each(["mirror", "goproxy", "file", "directory"] as const)(
    "is accepted from %s without what h1 does not cover",
    (origin) => {
      expect(decide(evidence({ ...repacked, origin }))).toEqual({
        proofs: [SUMDB_PROOF],
        coversWholeArchive: false,
      });
    },
  );

  test.each<[string, Partial<Evidence>]>([
    ["the database is away", { sumdb: UNAVAILABLE }],
    [
      "only a found lock file knows the h1",
      { sumdb: UNAVAILABLE, lock: lock({ sha256: null, explicit: false }) },
    ],
    ["unproven archives are allowed", { sumdb: UNAVAILABLE, allowUnproven: true }],
  ])("is refused from a mirror when the h1 is not proven: %s", (_name, parts) => {
    expect(refusal({ ...repacked, origin: "mirror", ...parts }).message).toContain(
      "expected the sha256 aa11",
    );
  });
});

describe("a module zip and a directory, of which no published sha256 speaks", () => {
  const unpublished = { origin: "goproxy", measured: { sha256: null, h1: H1 } } as const;

  test("are proven by their h1, beside an official sha256 that says nothing of them", () => {
    expect(decide(evidence({ ...unpublished, sumdb: RECORD, official: OFFICIAL }))).toEqual({
      proofs: [SUMDB_PROOF],
      coversWholeArchive: false,
    });
  });

  test("are not proven by an official sha256", () => {
    const error = refusal({ ...unpublished, sumdb: UNAVAILABLE, official: OFFICIAL });
    expect(error.message).toContain("the index of go.dev speaks of another archive than this");
  });
});

describe("a lock file that was merely found", () => {
  const found = lock({ explicit: false });

  test("proves nothing", () => {
    expect(refusal({ lock: found }).message).toContain(
      "the lock file /p/gov.lock.json was found, not given by --lock, so it can only refuse",
    );
  });

  test("is no proof beside one, and covers no archive", () => {
    expect(decide(evidence({ lock: found, sumdb: RECORD }))).toEqual({
      proofs: [SUMDB_PROOF],
      coversWholeArchive: false,
    });
  });
});

describe("without any proof", () => {
  test.each<[string, Partial<Evidence>, string, string]>([
    [
      "no record",
      { sumdb: NO_RECORD },
      "the checksum database has no record of it",
      "is this a published release?",
    ],
    [
      "unavailable",
      { sumdb: UNAVAILABLE },
      "the checksum database is unavailable (it answers HTTP 500)",
      "try again",
    ],
    ["off", { sumdb: DISABLED }, "GOSUMDB=off", "GOSUMDB=sum.golang.org gov install"],
  ])("says why each root gave nothing: %s", (_name, parts, reason, hint) => {
    const error = refusal(parts);
    expect(error).toMatchObject({ code: "proof-failed", hint: expect.stringContaining(hint) });
    expect(error.message).toBe(
      `nothing proves Go 1.22.5 for linux-amd64 genuine: ${reason}, no official index names its archive, ` +
        "the digest table of gov does not know it, no lock file names it",
    );
  });

  test.each([NO_RECORD, UNAVAILABLE, DISABLED])("--allow-unproven takes it as it is: $kind", (sumdb) => {
    expect(decide(evidence({ sumdb, allowUnproven: true }))).toEqual({
      proofs: [{ kind: "none" }],
      coversWholeArchive: false,
    });
  });

  test("--allow-unproven keeps the proofs that there are", () => {
    expect(decide(evidence({ sumdb: RECORD, allowUnproven: true })).proofs).toEqual([SUMDB_PROOF]);
  });
});
