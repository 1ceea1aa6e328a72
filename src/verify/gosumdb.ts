import type { GoSetting } from "../config/go-settings.ts";
import { GovError } from "../errors.ts";
import { parseVerifierKey, type Verifier } from "./note.ts";

/** A checksum database that has a short name: `sum.golang.org`. */
export interface KnownSumdb {
  readonly name: string;
  readonly key: string;
  /** Other names of the same database, with their base URL. */
  readonly mirrors: Readonly<Record<string, string>>;
}

export type SumdbSetting =
  | { readonly kind: "off" }
  /** `url` is given by the user (or by a mirror's name) and bypasses all proxies. */
  | { readonly kind: "database"; readonly verifier: Verifier; readonly url: string | undefined };

/** Reads GOSUMDB as Go does: `off`, or a name or key and perhaps a URL. Unset is the caller's matter. */
export function parseGosumdb(setting: GoSetting, known: KnownSumdb): SumdbSetting {
  const text = setting.value;
  if (text === "off") return { kind: "off" };
  if (Object.hasOwn(known.mirrors, text)) return database(known.key, known.mirrors[text], setting);
  const [key, url, ...more] = text.split(/\p{White_Space}+/u).filter((field) => field !== "");
  if (key === undefined) throw invalid(setting, "is empty");
  if (more.length > 0) throw invalid(setting, "has more than two fields");
  return database(key === known.name ? known.key : key, url, setting);
}

function database(key: string, url: string | undefined, setting: GoSetting): SumdbSetting {
  const verifier = parseVerifierKey(key);
  if (verifier === undefined) throw invalid(setting, "names neither a known database nor a valid key");
  if (!isDatabaseName(verifier.name)) throw invalid(setting, "has a key whose name is not host[/path]");
  if (url !== undefined && !isHttpUrl(url))
    throw invalid(setting, "has a second field that is no http or https URL");
  return { kind: "database", verifier, url };
}

/** `host[:port][/path]`: nothing that would make another URL of `https://NAME`. */
function isDatabaseName(name: string): boolean {
  const [host = "", ...segments] = name.split("/");
  return (
    /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$/.test(host) &&
    URL.canParse(`https://${host}`) &&
    segments.every((segment) => /^[A-Za-z0-9._~-]+$/.test(segment) && !/^\.\.?$/.test(segment))
  );
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function invalid({ value, from }: GoSetting, why: string): GovError {
  const isVariable = from === "environment";
  return new GovError("invalid-setting", `GOSUMDB \`${value}\` ${why}`, {
    hint: isVariable ? "unset GOSUMDB" : `take the line with GOSUMDB out of ${from}`,
    file: isVariable ? undefined : from,
  });
}
