import fs from "node:fs";
import path from "node:path";
import { GovError, isSystemError } from "../errors.ts";
import type { Log } from "../log.ts";
import { isLoopback } from "./loopback.ts";
import { findNetrcEntry, type NetrcEntry, parseNetrc } from "./netrc.ts";
import { redactUrl } from "./redact.ts";

/** A bearer token for everything at and below a URL. */
export interface BearerToken {
  readonly prefix: string;
  readonly token: string;
}

export interface CredentialSources {
  readonly env: (name: string) => string | undefined;
  readonly homeDir: string | undefined;
  readonly tokens: readonly BearerToken[];
  /** GOAUTH, as the go command is set. */
  readonly goAuth?: string | undefined;
  readonly log: Log;
}

/** The Authorization header that a URL asked for by the user deserves. */
export type Authorize = (url: URL) => string | undefined;

/**
 * Credentials in the order in which they win: those in the URL, a configured token, netrc (`NETRC`, else
 * `~/.netrc`, unless GOAUTH leaves it out; https only). They travel over https, and over http to this machine;
 * a URL that would send its password in the clear is `refused`. What a redirect leads to is not asked for by
 * the user and deserves nothing, unless it stays at the same origin.
 */
export function createAuthorize(sources: CredentialSources): Authorize {
  let netrc: readonly NetrcEntry[] | undefined;
  return (url) => {
    const isPrivate = url.protocol === "https:" || isLoopback(url.hostname);
    if (url.username !== "" || url.password !== "") {
      if (!isPrivate) throw clearTextError(url);
      return basic(decoded(url.username), decoded(url.password));
    }
    const token = isPrivate ? tokenFor(url, sources.tokens) : undefined;
    if (token !== undefined) return `Bearer ${token}`;
    if (url.protocol !== "https:") return undefined;
    netrc ??= readNetrc(sources);
    const entry = findNetrcEntry(netrc, url);
    return entry && basic(entry.login, entry.password);
  };
}

/** `Basic ...`, as a proxy takes it too. */
export function basic(login: string, password: string): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`;
}

/** A part of a URL's credentials; what is not percent-encoded is meant as it stands. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function tokenFor(url: URL, tokens: readonly BearerToken[]): string | undefined {
  const matching = tokens.filter(({ prefix }) => isBelow(url, new URL(prefix)));
  return matching.sort((a, b) => b.prefix.length - a.prefix.length)[0]?.token;
}

function isBelow(url: URL, prefix: URL): boolean {
  const dir = prefix.pathname.replace(/\/*$/, "/");
  return url.origin === prefix.origin && `${url.pathname}/`.startsWith(dir);
}

function readNetrc({ env, homeDir, goAuth, log }: CredentialSources): readonly NetrcEntry[] {
  const file = env("NETRC") ?? (homeDir && path.join(homeDir, ".netrc"));
  if (!file || !wantsNetrc(goAuth, log)) return [];
  try {
    return parseNetrc(fs.readFileSync(file, "utf8"));
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) log(`no credentials from ${file}: ${String(error)}`);
    return [];
  }
}

/** Methods are commands apart by `;`: `off`, `netrc`, and programs, which gov does not run. */
function wantsNetrc(goAuth = "netrc", log: Log): boolean {
  const methods = goAuth.split(";").map((command) => command.trim().split(/\s/, 1)[0] ?? "");
  for (const method of methods) {
    if (!["off", "netrc", ""].includes(method)) log(`GOAUTH wants \`${method}\` run, which gov does not do`);
  }
  return methods.includes("netrc") && !methods.includes("off");
}

function clearTextError(url: URL): GovError {
  return new GovError("refused", `${redactUrl(url.href)} would carry a password over plain http`, {
    hint: "use https, or take the password out of the URL",
    url: redactUrl(url.href),
  });
}
