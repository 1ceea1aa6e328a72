import fs from "node:fs";
import { GovError, isSystemError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { diskError } from "../fs/disk-error.ts";
import { jsonIn } from "../fs/json-in.ts";
import type { Context } from "./context.ts";
import { type MirrorItem, parseMirrors } from "./mirror-setting.ts";

/** What a user can set, in `config.json` or as `GOV_NAME`. */
export interface Settings {
  /** A shim installs a pinned version that is missing. */
  readonly auto_install: boolean;
  readonly mirrors: readonly MirrorItem[];
  /** Names of sources in the order to try; null is gov's own order. Those not named are not used. */
  readonly order: readonly string[] | null;
  /** A file of PEM certificates to trust beside those of Node. */
  readonly ca_file: string | null;
  readonly keep_archives: boolean;
  /** The hook exports GOROOT and GOTOOLDIR. */
  readonly export: boolean;
  /** Versions to install at the same time. */
  readonly jobs: number;
}

export type SettingName = keyof Settings;

export interface SettingOrigin {
  readonly kind: "env" | "file" | "default";
  /** The variable. */
  readonly name?: string;
  readonly file?: string;
}

/** A value that cannot be meant: how it is wrong, as the end of a sentence that names the setting. */
interface Problem {
  readonly problem: string;
}

interface SettingKind<T> {
  readonly fallback: T;
  /** Reads the JSON value of the file. */
  readonly fromJson: (value: unknown) => T | Problem;
  /** Reads a variable, or a word of `gov config set`. */
  readonly fromText: (text: string) => T | Problem;
}

const boolean = (fallback: boolean): SettingKind<boolean> => ({
  fallback,
  fromJson: (value) => (typeof value === "boolean" ? value : { problem: "is neither true nor false" }),
  fromText: (text) => {
    if (["1", "true", "yes", "on"].includes(text)) return true;
    return ["0", "false", "no", "off"].includes(text) ? false : { problem: "is neither true nor false" };
  },
});

const jobs = (value: unknown): number | Problem =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 16
    ? value
    : { problem: "is not a number from 1 to 16" };

const names = (value: unknown): readonly string[] | null | Problem =>
  value === null || (Array.isArray(value) && value.every((name) => typeof name === "string" && name !== ""))
    ? value
    : { problem: "is not a list of names of sources" };

const absoluteFile = (value: unknown): string | null | Problem =>
  value === null || (typeof value === "string" && value.startsWith("/"))
    ? value
    : { problem: "is not an absolute path" };

const KINDS: { readonly [Name in SettingName]: SettingKind<Settings[Name]> } = {
  auto_install: boolean(false),
  mirrors: { fallback: [], fromJson: parseMirrors, fromText: (text) => parseMirrors(jsonIn(text)) },
  order: {
    fallback: null,
    fromJson: names,
    fromText: (text) => names(text.split(",").map((name) => name.trim())),
  },
  ca_file: { fallback: null, fromJson: absoluteFile, fromText: absoluteFile },
  keep_archives: boolean(false),
  export: boolean(false),
  jobs: { fallback: 4, fromJson: jobs, fromText: (text) => jobs(jsonIn(text)) },
};

export const SETTING_NAMES = Object.keys(KINDS) as readonly SettingName[];

type Place = Pick<Context, "env" | "home">;

/** Every setting: the variable beats the file, the file the default. Throws `invalid-setting`. */
export function readSettings(place: Place): Settings {
  const stored = readConfigFile(place);
  const entries = SETTING_NAMES.map((name) => [name, settingIn(name, place, stored).value]);
  return Object.fromEntries(entries) as Settings;
}

/** One setting with the place it comes from. Throws `usage` for a name that is none. */
export function readSetting(
  text: string,
  place: Place,
): { name: SettingName; value: unknown; origin: SettingOrigin } {
  const name = settingName(text);
  return { name, ...settingIn(name, place, readConfigFile(place)) };
}

/** Writes one setting into `config.json`; what else stands there stays. `text` is read as a variable is. */
export function writeSetting(name: string, text: string, place: Place): void {
  const known = settingName(name);
  const value = KINDS[known].fromText(text);
  if (isProblem(value)) throw invalid(known, text, value.problem, {});
  writeConfigFile(place, { ...readConfigFile(place), [known]: value });
}

/** Takes one setting out of `config.json`. */
export function unsetSetting(name: string, place: Place): void {
  const known = settingName(name);
  const { [known]: removed, ...rest } = readConfigFile(place);
  if (removed !== undefined) writeConfigFile(place, rest);
}

function settingIn(
  name: SettingName,
  { env, home }: Place,
  stored: Record<string, unknown>,
): { value: unknown; origin: SettingOrigin } {
  const variable = `GOV_${name.toUpperCase()}`;
  const text = env(variable);
  if (text !== undefined) {
    const value = KINDS[name].fromText(text);
    if (isProblem(value)) throw invalid(variable, text, value.problem, { hint: `unset ${variable}` });
    return { value, origin: { kind: "env", name: variable } };
  }
  if (!Object.hasOwn(stored, name)) return { value: KINDS[name].fallback, origin: { kind: "default" } };
  const value = KINDS[name].fromJson(stored[name]);
  if (isProblem(value)) {
    const hint = `gov config unset ${name}`;
    throw invalid(name, JSON.stringify(stored[name]), value.problem, { hint, file: home.configFile });
  }
  return { value, origin: { kind: "file", file: home.configFile } };
}

function readConfigFile({ home }: Pick<Place, "home">): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(home.configFile, "utf8"));
    // A RangeError for what is nested too deep to be shown or written again.
    JSON.stringify(value);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return {};
    const isMalformed = error instanceof SyntaxError || error instanceof RangeError;
    if (!isMalformed) throw diskError(error, `cannot read ${home.configFile}`);
  }
  throw new GovError("invalid-setting", `${home.configFile} is not a JSON object`, {
    hint: `rm ${home.configFile}`,
    file: home.configFile,
  });
}

/** Mirrors may hold credentials, so the file is the owner's alone. */
function writeConfigFile({ home }: Pick<Place, "home">, settings: Record<string, unknown>): void {
  writeFileAtomic(home.configFile, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
}

function settingName(text: string): SettingName {
  const name = SETTING_NAMES.find((known) => known === text);
  if (name !== undefined) return name;
  throw new GovError("usage", `there is no setting \`${text}\``, {
    hint: `gov config list shows them: ${SETTING_NAMES.join(", ")}`,
  });
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "problem" in value;
}

function invalid(
  name: string,
  text: string,
  problem: string,
  options: { hint?: string; file?: string },
): GovError {
  return new GovError(
    "invalid-setting",
    `the setting ${name} is \`${text.slice(0, 200)}\`, which ${problem}`,
    options,
  );
}
