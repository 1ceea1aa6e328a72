import { createHash } from "node:crypto";
import { hash1 } from "../../src/verify/dirhash.ts";
import { zip } from "../support/archives.ts";
import { fillerRecords, newSumdbKey, SumdbLog, signNote, sumdbRecord } from "../support/sumdb-log.ts";
import type { Forge } from "../support/sumdb-server.ts";
import { flipped } from "./vectors.ts";

/** A tiny Go module, about which a database or a proxy lies. */
export const VICTIM = { module: "example.com/victim", version: "v1.0.0" } as const;
export const VICTIM_ID = 5;

const GO_MOD = "module example.com/victim\n";
const PREFIX = `${VICTIM.module}@${VICTIM.version}`;

const CONTENT = { [`${PREFIX}/go.mod`]: GO_MOD, [`${PREFIX}/victim.go`]: "package victim\n" };
const OTHER_CONTENT = { ...CONTENT, [`${PREFIX}/victim.go`]: "package victim // and more\n" };

export const VICTIM_H1 = h1Of(CONTENT);
export const OTHER_H1 = h1Of(OTHER_CONTENT);
const GO_MOD_H1 = h1Of({ "go.mod": GO_MOD });

/** The lines of the victim's record. */
export const VICTIM_RECORD = sumdbRecord(VICTIM.module, VICTIM.version, VICTIM_H1, GO_MOD_H1);

/** What a module proxy serves of the victim; `tampered`: other bytes under the same name. */
export function victimFiles({ tampered = false } = {}): Record<string, Buffer | string> {
  const content = Object.entries(tampered ? OTHER_CONTENT : CONTENT);
  const at = `/${VICTIM.module}/@v/${VICTIM.version}`;
  return {
    [`${at}.info`]: JSON.stringify({ Version: VICTIM.version, Time: "2026-01-01T00:00:00Z" }),
    [`${at}.mod`]: GO_MOD,
    [`${at}.zip`]: zip(content.map(([name, body]) => ({ name, body }))),
  };
}

/** 301 records, so that the victim lies in a full tile below the two that make up the root. */
export function recordsWith(victim: string): string[] {
  return [...fillerRecords(VICTIM_ID), victim, ...fillerRecords(300).slice(VICTIM_ID)];
}

export const RECORDS = recordsWith(VICTIM_RECORD);

export interface Forgery {
  readonly name: string;
  /** How the records of the log differ, when the database itself lies. */
  readonly records?: readonly string[];
  readonly forge?: (log: SumdbLog) => Forge;
  /** Does the proxy serve other bytes than the database recorded? */
  readonly tampered?: boolean;
  /** What gov says: the end of the refusal, or what kind of answer it is that proves nothing. */
  readonly gov: string | { readonly kind: "no-record" | "unavailable" | "record" };
}

const TAMPERED_RECORD = VICTIM_RECORD.replace(VICTIM_H1, OTHER_H1);
const TAMPERED_LINE = TAMPERED_RECORD.split("\n")[0];

/** Every way to lie about one module that a database, or a proxy in front of it, has. */
export const FORGERIES: readonly Forgery[] = [
  {
    name: "other bytes than those recorded",
    tampered: true,
    gov: { kind: "record" },
  },
  {
    name: "the hash in the record replaced by that of other bytes",
    tampered: true,
    forge: (log) => lookup(() => body(VICTIM_ID, TAMPERED_RECORD, log.head())),
    gov: "its record 5 is not in its tree",
  },
  {
    name: "a line dropped from the record",
    forge: (log) => lookup(() => body(VICTIM_ID, VICTIM_RECORD.replace(/^.*\n/, ""), log.head())),
    gov: "its record 5 is not in its tree",
  },
  {
    name: "a line added to the record",
    tampered: true,
    forge: (log) => lookup(() => body(VICTIM_ID, `${TAMPERED_LINE}\n${VICTIM_RECORD}`, log.head())),
    gov: "its record 5 is not in its tree",
  },
  {
    name: "an unrelated record, with every proof (CVE-2026-42501)",
    tampered: true,
    forge: (log) => lookup(() => log.answer(7)),
    gov: "its record 7 says nothing about this version",
  },
  {
    name: "a record with the line of go.mod alone (CVE-2026-42501)",
    records: recordsWith(VICTIM_RECORD.replace(/^.*\n/, "")),
    forge: (log) => lookup(() => log.answer(VICTIM_ID)),
    tampered: true,
    gov: "its record 5 says nothing about this version",
  },
  {
    name: "a record with hashes of another kind alone (CVE-2026-42501)",
    records: recordsWith(VICTIM_RECORD.replaceAll(" h1:", " h2:")),
    gov: "its record 5 says nothing about this version",
  },
  {
    name: "an unrelated record, with the line in signed text outside of the log (CVE-2026-56864)",
    tampered: true,
    forge: (log) =>
      lookup(() => {
        const root = log.root().toString("base64");
        const text = `go.sum database tree\n${log.records.length}\n${root}\n${TAMPERED_RECORD}`;
        return body(7, log.records[7] ?? "", signNote(text, log.key));
      }),
    gov: "its record 7 says nothing about this version",
  },
  {
    name: "an unrelated record, with the line behind the signature (CVE-2026-56864)",
    tampered: true,
    forge: (log) => lookup(() => Buffer.concat([log.answer(7), Buffer.from(TAMPERED_RECORD)])),
    gov: "its signed tree is malformed",
  },
  {
    name: "an unrelated record, with the line before it (CVE-2026-56864)",
    tampered: true,
    forge: (log) => lookup(() => Buffer.concat([Buffer.from(TAMPERED_RECORD), log.answer(7)])),
    gov: "its record is malformed",
  },
  {
    name: "a forged record, and its hash in a tile below those of the root (CVE-2026-56865)",
    tampered: true,
    forge: (log) => {
      const forged = new SumdbLog(recordsWith(TAMPERED_RECORD), log.key);
      return (path, honest) => {
        if (path.startsWith("lookup/")) return ok(body(VICTIM_ID, TAMPERED_RECORD, log.head()));
        return path === "tile/8/0/000" ? ok(forged.tile(path)) : honest;
      };
    },
    gov: "its tile/8/0/000 does not belong to its tree",
  },
  ...["tile/8/1/000.p/1", "tile/8/0/001.p/45", "tile/8/0/000"].map(
    (bad): Forgery => ({
      name: `a bit of ${bad} turned over`,
      forge: () => (path, honest) =>
        path === bad ? ok(flipped(honest.body, (32 * VICTIM_ID) % honest.body.length)) : honest,
      gov: bad.endsWith("/000")
        ? `its ${bad} does not belong to its tree`
        : "its tiles do not make up its signed tree",
    }),
  ),
  {
    name: "a tile cut short",
    forge: () => (path, honest) => (path === "tile/8/0/000" ? ok(honest.body.subarray(32)) : honest),
    gov: "its tile/8/0/000 has the wrong size",
  },
  {
    name: "everything forged and signed by another key of the same name",
    tampered: true,
    forge: (log) => {
      const forged = new SumdbLog(recordsWith(TAMPERED_RECORD), newSumdbKey(log.key.name));
      return (path) =>
        path.startsWith("lookup/")
          ? ok(forged.answer(VICTIM_ID))
          : path === "supported"
            ? ok(Buffer.alloc(0))
            : ok(forged.tile(path));
    },
    gov: "its tree is not signed by the key of sumdb.test/log",
  },
  {
    name: "a bit of the signature turned over",
    forge: () =>
      lookup((honest) =>
        Buffer.from(honest.toString().replace(/.(?=.{20}\n$)/, (c) => (c === "A" ? "B" : "A"))),
      ),
    gov: "the signature of its tree is wrong",
  },
  {
    name: "another tree under the same signature",
    forge: () => lookup((honest) => Buffer.from(honest.toString().replace("\n301\n", "\n300\n"))),
    gov: "the signature of its tree is wrong",
  },
  {
    name: "no signature",
    forge: () => lookup((honest) => honest.subarray(0, honest.lastIndexOf("\n\n") + 2)),
    gov: "its signed tree is malformed",
  },
  {
    name: "the right record under another number",
    forge: (log) => lookup(() => body(6, VICTIM_RECORD, log.head())),
    gov: "its record 6 is not in its tree",
  },
  {
    name: "a number outside of the tree",
    forge: (log) => lookup(() => body(301, VICTIM_RECORD, log.head())),
    gov: "its record 301 is outside of its tree",
  },
  {
    name: "a negative number",
    forge: (log) => lookup(() => body(-1, VICTIM_RECORD, log.head())),
    gov: "its record is malformed",
  },
  {
    name: "the tree of no records",
    tampered: true,
    forge: (log) => lookup(() => body(0, TAMPERED_RECORD, log.head(0))),
    gov: "its record 0 is outside of its tree",
  },
  {
    name: "an empty answer",
    forge: () => lookup(() => Buffer.alloc(0)),
    gov: "its record is malformed",
  },
  {
    name: "no such record",
    forge: () => (path, honest) =>
      path.startsWith("lookup/") ? { status: 404, body: Buffer.alloc(0) } : honest,
    gov: { kind: "no-record" },
  },
  {
    name: "a record that is gone",
    forge: () => (path, honest) =>
      path.startsWith("lookup/") ? { status: 410, body: Buffer.alloc(0) } : honest,
    gov: { kind: "no-record" },
  },
  {
    name: "a fault of the database",
    forge: () => (path, honest) =>
      path.startsWith("lookup/") ? { status: 500, body: Buffer.alloc(0) } : honest,
    gov: { kind: "unavailable" },
  },
  {
    name: "tiles withheld",
    forge: () => (path, honest) =>
      path.startsWith("tile/8/0/") ? { status: 404, body: Buffer.alloc(0) } : honest,
    gov: { kind: "unavailable" },
  },
];

/** Replaces the answer to every lookup. */
function lookup(change: (honest: Buffer) => Buffer): Forge {
  return (path, honest) => (path.startsWith("lookup/") ? ok(change(honest.body)) : honest);
}

function body(id: number, record: string, head: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${id}\n${record}\n`), head]);
}

function ok(bytes: Buffer | undefined) {
  return bytes === undefined ? { status: 404, body: Buffer.alloc(0) } : { status: 200, body: bytes };
}

function h1Of(files: Readonly<Record<string, string>>): string {
  const lines = Object.entries(files).map(([name, content]) => ({
    name,
    sha256: createHash("sha256").update(content).digest("hex"),
  }));
  return hash1(lines);
}
