import fs from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import {
  readSetting,
  readSettings,
  SETTING_NAMES,
  unsetSetting,
  writeSetting,
} from "../../src/config/settings.ts";
import { keep, readKept } from "../../src/releases/catalog-cache.ts";
import { isUnproven, parseReceipt, receiptText } from "../../src/toolchains/receipt.ts";
import { formatLockFile, parseLockFile } from "../../src/verify/lock-file.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { version } from "../goversion/arbitrary.ts";
import { fuzz, outcomeOf } from "./fuzz.ts";
import { mutatedJson } from "./mutate.ts";

const at = useTemporaryDirectory();

const SHA256 = "ab".repeat(32);
const H1 = `h1:${Buffer.alloc(32, 7).toString("base64")}`;
const RECEIPT = {
  schema: 1,
  version: "1.22.5",
  os: "linux",
  arch: "amd64",
  origin: { kind: "official", url: "https://dl.google.com/go/go1.22.5.linux-amd64.tar.gz" },
  archive: { name: "go1.22.5.linux-amd64.tar.gz", bytes: 68_958_123, sha256: SHA256 },
  h1: H1,
  proofs: [
    { kind: "sumdb", name: "sum.golang.org", record: 1, treeSize: 2, treeHash: "x" },
    { kind: "sha256", from: "go.dev" },
    { kind: "builtin" },
    { kind: "lock", file: "/p/gov.lock.json" },
  ],
  files: 12_000,
  bytes: 220_000_000,
  installedAt: "2026-01-02T03:04:05.678Z",
  gov: "0.1.0",
};
const LINKED = {
  ...RECEIPT,
  version: null,
  origin: { kind: "linked", path: "/go" },
  archive: null,
  h1: null,
  proofs: [],
};

fuzz("a receipt is whole, or a problem", mutatedJson([RECEIPT, LINKED]), (text) => {
  const receipt = parseReceipt(text);
  if ("problem" in receipt) {
    expect(receipt.problem).toMatch(/^[^\n]{1,80}$/);
    return;
  }
  const again = parseReceipt(receiptText(receipt));
  expect("problem" in again || receiptText(again)).toBe(receiptText(receipt));
  expect([true, false]).toContain(isUnproven(receipt));
});

const ARCHIVE = { h1: H1, sha256: SHA256, bytes: 5, filename: "go1.22.5.linux-amd64.tar.gz" };
const LOCK = {
  schema: 1,
  toolchains: [
    { version: "1.22.5", platforms: { "linux-amd64": ARCHIVE, "darwin-arm64": { h1: H1 } } },
    { version: "1.23rc1", platforms: {} },
  ],
};

fuzz("a lock file is read as it is written, or is a problem", mutatedJson([LOCK]), (text) => {
  const lock = parseLockFile(text);
  if ("problem" in lock) {
    expect(lock.problem).not.toBe("");
    if (lock.line !== undefined) expect(lock.line).toBeLessThanOrEqual(text.split("\n").length);
    return;
  }
  const written = formatLockFile(lock);
  const again = parseLockFile(written);
  if ("problem" in again) throw new Error(again.problem);
  expect(formatLockFile(again)).toBe(written);
});

const SETTINGS = {
  auto_install: true,
  mirrors: [
    "aliyun",
    { name: "corp", url: "https://go.corp/dl", index: "none", kind: "flat", token_env: "T" },
  ],
  order: ["official", "corp"],
  ca_file: "/etc/ca.pem",
  keep_archives: false,
  export: true,
  jobs: 2,
};
const configFile = mutatedJson([SETTINGS, { jobs: 3 }]);
const variables = fc.record(
  {
    GOV_MIRRORS: mutatedJson([SETTINGS.mirrors]),
    GOV_ORDER: fc.string({ unit: "binary" }),
    GOV_JOBS: mutatedJson([4]),
    GOV_EXPORT: fc.constantFrom("1", "no", "", "\0"),
  },
  { requiredKeys: [] },
);

fuzz(
  "settings are of their kind or refused, and can be set again",
  fc.tuple(configFile, variables),
  async ([text, env]) => {
    fs.writeFileSync(at("config.json"), text);
    const place = {
      home: homeAt(at()),
      env: (name: string) => (env as Record<string, string>)[name] || undefined,
    };
    const settings = await outcomeOf(() => readSettings(place));
    if ("value" in settings) {
      expect(settings.value.jobs).toBeGreaterThanOrEqual(1);
      expect(typeof settings.value.auto_install).toBe("boolean");
      expect(Array.isArray(settings.value.mirrors)).toBe(true);
    }
    for (const name of SETTING_NAMES) await outcomeOf(() => readSetting(name, place));
    await outcomeOf(() => writeSetting("jobs", "5", place));
    await outcomeOf(() => unsetSetting("mirrors", place));
  },
  { share: 0.2 },
);

const LIST_URL = "https://go.dev/dl/";
const PLATFORM = { os: "linux", arch: "amd64" };
const files = [{ filename: "go1.22.5.linux-amd64.tar.gz", platform: PLATFORM, sha256: SHA256, bytes: 5 }];

/** The file in which a list is kept, and what stands in it. */
function keptList(): { file: string; text: string } {
  const listing = {
    releases: [{ version: version("1.22.5"), files }],
    official: "go.dev",
    fetchedAt: 1.7e12,
  };
  keep(LIST_URL, listing, { cacheDir: at(), log: () => {} });
  const file = at(fs.readdirSync(at())[0] ?? "");
  return { file, text: fs.readFileSync(file, "utf8") };
}

/** As `keep` writes it. */
const KEPT = { schema: 1, official: "go.dev", fetchedAt: 1.7e12, files: [[files[0]?.filename, SHA256, 5]] };

test("a kept list is what is broken below", () => {
  expect(JSON.parse(keptList().text)).toEqual(KEPT);
});

fuzz(
  "a list that was kept is releases, or is dropped",
  mutatedJson([KEPT]),
  (text) => {
    const { file } = keptList();
    fs.writeFileSync(file, text);
    const kept = readKept(LIST_URL, { cacheDir: at(), log: () => {} });
    expect(fs.existsSync(file)).toBe(kept !== undefined);
    if (kept === undefined) return;
    expect(Number.isSafeInteger(kept.fetchedAt)).toBe(true);
    for (const it of kept.releases.flatMap((release) => release.files)) {
      expect(it.sha256 ?? SHA256).toMatch(/^[0-9a-f]{64}$/);
      expect(it.bytes === null || Number.isSafeInteger(it.bytes)).toBe(true);
    }
  },
  { share: 0.3 },
);
