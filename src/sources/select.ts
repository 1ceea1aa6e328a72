import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Context } from "../config/context.ts";
import { readGoSetting } from "../config/go-settings.ts";
import type { MirrorItem, MirrorSetting } from "../config/mirror-setting.ts";
import type { Settings } from "../config/settings.ts";
import { GovError } from "../errors.ts";
import type { HttpClient } from "../net/http.ts";
import { archiveDirectorySource } from "./archive-directory.ts";
import { archiveUrlSource } from "./archive-url.ts";
import { toolchainProxies } from "./goproxy-list.ts";
import { localSource } from "./local.ts";
import { mirrorSource } from "./mirror.ts";
import { moduleProxySource } from "./module-proxy.ts";
import { officialSource } from "./official.ts";
import type { Source } from "./source.ts";
import { KNOWN_MIRRORS } from "./upstream.ts";

export interface SourceWishes extends Pick<Settings, "mirrors" | "order"> {
  /** The value of `--from`: a name, a URL, a file or a directory. */
  readonly from: string | undefined;
}

/** What sources are made of. */
export interface SourceParts extends Pick<Context, "env" | "node" | "cwd"> {
  readonly http: HttpClient;
}

/**
 * Where to look for toolchains, in this order: what `--from` says and nothing else, what `order` names, or the
 * official place, the mirrors and the user's GOPROXY. A word that names no source is `usage`. Never empty.
 */
export function selectSources({ from, mirrors, order }: SourceWishes, parts: SourceParts): readonly Source[] {
  const configured = resolveMirrors(mirrors);
  if (from !== undefined) return [sourceFrom(from, configured, parts)];
  const names = new Set(order ?? ["official", ...configured.map(({ name }) => name), "goproxy"]);
  const sources = Array.from(names, (name) => {
    const source = namedSource(name, configured, parts);
    if (source === undefined) throw unknownSource(name, "the setting `order`", configured);
    return source;
  });
  // GOPROXY=off is one source less, unless it is the one that was asked for.
  const usable = sources.filter((source) => source !== "off");
  if (usable.length > 0) return usable;
  throw sources.length > 0 ? proxyIsOff() : noSource();
}

/** The mirrors of the setting, each name replaced by what it stands for. */
export function resolveMirrors(items: readonly MirrorItem[]): readonly MirrorSetting[] {
  return items.map((item) => {
    const mirror = typeof item === "string" ? KNOWN_MIRRORS.find(({ name }) => name === item) : item;
    if (mirror !== undefined) return mirror;
    throw new GovError(
      "invalid-setting",
      `the setting mirrors has \`${item}\`, a name that gov does not know`,
      {
        hint: `known by name: ${KNOWN_MIRRORS.map(({ name }) => name).join(", ")}; others need a url`,
      },
    );
  });
}

/** A name comes before a file of that name, which can be written as `./NAME`. */
function sourceFrom(from: string, configured: readonly MirrorSetting[], parts: SourceParts): Source {
  const named = namedSource(from, configured, parts);
  if (named === "off") throw proxyIsOff();
  if (named !== undefined) return named;
  if (/^https?:\/\//i.test(from)) return remoteSource(from, parts.http);
  const place = placeOf(from, parts.cwd);
  if (place !== undefined) return localSource(place);
  throw unknownSource(from, "--from", configured);
}

function namedSource(
  name: string,
  configured: readonly MirrorSetting[],
  parts: SourceParts,
): Source | "off" | undefined {
  if (name === "official") return officialSource(parts.http);
  if (name === "goproxy") return goproxySource(parts);
  const mirror = [...configured, ...KNOWN_MIRRORS].find((it) => it.name === name);
  return mirror && configuredMirror(mirror, parts.http);
}

function goproxySource(parts: SourceParts): Source | "off" {
  const proxies = toolchainProxies((name) => readGoSetting(name, parts)?.value);
  return proxies[0]?.url === "off" ? "off" : moduleProxySource("goproxy", proxies, parts.http);
}

function configuredMirror(mirror: MirrorSetting, http: HttpClient): Source {
  const { name, url, kind } = mirror;
  if (kind === "goproxy") return moduleProxySource(name, [{ url, next: "," }], http);
  return url.startsWith("file:")
    ? archiveDirectorySource(name, pathOfFileUrl(url))
    : mirrorSource(mirror, http);
}

function remoteSource(url: string, http: HttpClient): Source {
  if (!URL.canParse(url)) throw new GovError("usage", `\`${url}\` is not a URL`);
  return archiveUrlSource(url) ?? mirrorSource({ name: new URL(url).host, url, index: "json" }, http);
}

/** The path that is meant; `undefined` for a word that is no path of anything. */
function placeOf(text: string, cwd: string | null): string | undefined {
  if (/^file:/i.test(text) && URL.canParse(text)) return pathOfFileUrl(text);
  if (path.isAbsolute(text)) return path.normalize(text);
  const place = cwd === null ? undefined : path.join(cwd, text);
  return place !== undefined && (text.includes("/") || fs.existsSync(place)) ? place : undefined;
}

function pathOfFileUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new GovError("usage", `\`${url}\` names no file of this machine`, {
      hint: "file:///PATH",
      cause: error,
    });
  }
}

function unknownSource(name: string, where: string, configured: readonly MirrorSetting[]): GovError {
  const names = ["official", "goproxy", ...[...configured, ...KNOWN_MIRRORS].map((mirror) => mirror.name)];
  return new GovError("usage", `${where} names \`${name}\`, which is not a source`, {
    hint: `sources are ${[...new Set(names)].join(", ")}; --from takes a URL, a file or a directory as well`,
  });
}

function proxyIsOff(): GovError {
  return new GovError("usage", "GOPROXY is off, so there is no module proxy to ask", {
    hint: "go env GOPROXY",
  });
}

function noSource(): GovError {
  return new GovError("usage", "the setting `order` names no source", { hint: "gov config unset order" });
}
