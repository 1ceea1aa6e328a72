import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type GoFiles, moduleList, releaseIndex, sha256 } from "./go-files.ts";
import { type Handler, redirect, serve, startServer, status } from "./http-server.ts";
import { startProxy } from "./proxy-server.ts";
import { createCertificateAuthority } from "./tls.ts";

export interface GoWorldOptions {
  readonly files: GoFiles;
  /** Hosts beside Go's own, or in the place of them. */
  readonly hosts?: Readonly<Record<string, Handler>>;
}

/**
 * go.dev, golang.google.cn and dl.google.com on 127.0.0.1: TLS by a private authority, reached through a
 * proxy that knows these hosts and refuses all others. gov needs nothing but the variables in `env`.
 */
export interface GoWorld {
  readonly env: { readonly HTTPS_PROXY: string; readonly SSL_CERT_FILE: string };
  /** As `GET https://go.dev/dl/?mode=json&include=all`. */
  readonly requests: string[];
  /** May be changed at any time. */
  files: GoFiles;
  /** What stands in for a host from now on; `undefined` is the host itself again. */
  replace(host: string, handler: Handler | undefined): void;
  /** The same for both places of the official index. */
  replaceIndex(handler: Handler | undefined): void;
  close(): Promise<void>;
}

export async function startGoWorld(options: GoWorldOptions): Promise<GoWorld> {
  const site: Handler = (request, response) => goDev(world.files)(request, response);
  const bucket: Handler = (request, response) => dlGoogleCom(world.files)(request, response);
  const honest = { "go.dev": site, "golang.google.cn": site, "dl.google.com": bucket, ...options.hosts };
  const hosts = new Map<string, Handler>(Object.entries(honest));
  const authority = createCertificateAuthority();
  const server = await startServer(
    (request, response) => {
      const host = request.headers.host ?? "";
      world.requests.push(`${request.method} https://${host}${request.path}`);
      return (hosts.get(host) ?? status(404))(request, response);
    },
    { tls: authority.issue([...hosts.keys()]) },
  );
  const proxy = await startProxy({ portOf: (host) => (hosts.has(host) ? server.port : undefined) });
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "gov-world-"));
  const caFile = path.join(dir, "ca.pem");
  fs.writeFileSync(caFile, authority.cert);
  const replace: GoWorld["replace"] = (host, handler) => {
    const original = Object.entries(honest).find(([name]) => name === host)?.[1];
    hosts.set(host, handler ?? original ?? status(404));
  };
  const world: GoWorld = {
    env: { HTTPS_PROXY: `http://${proxy.host}`, SSL_CERT_FILE: caFile },
    requests: [],
    files: options.files,
    replace,
    replaceIndex: (handler) => {
      for (const host of ["go.dev", "golang.google.cn"]) replace(host, handler);
    },
    close: async () => {
      await proxy.close();
      await server.close();
      fs.rmSync(dir, { recursive: true });
    },
  };
  return world;
}

/** https://github.com/golang/website/blob/master/internal/dl/server.go */
function goDev(files: GoFiles): Handler {
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.path, "https://go.dev");
    const answer = answerOf(pathname, searchParams);
    return answer(request, response);
  };

  function answerOf(pathname: string, query: URLSearchParams): Handler {
    if (pathname === "/dl") return redirect("/dl/");
    const name = pathname.replace(/^\/dl\//, "");
    if (name === "") return query.get("mode") === "json" ? list(files, query) : page("Downloads");
    if (name === "mod/golang.org/toolchain/@v/list") return serve(moduleList(files), { type: "text/plain" });
    const [, file = name] = /^mod\/golang\.org\/toolchain\/@v\/(v[01]\.[^/]*)$/.exec(name) ?? [];
    if (file !== name || /^go[0-9a-z.]+\.[0-9a-z.-]+\.(?:tar\.gz|tar\.gz\.asc|pkg|msi|zip)$/.test(file)) {
      return redirect(`https://dl.google.com/go/${file}`);
    }
    // A name such as go1.22.5.linux-amd64.tar.gz.sha256 is taken for an import path.
    return /^go[0-9a-z.]+/.test(file) ? page("Redirecting to documentation...") : status(404);
  }
}

function list(files: GoFiles, query: URLSearchParams): Handler {
  return (request, response) => {
    if (request.method !== "GET" && request.method !== "OPTIONS") {
      return status(405)(request, response);
    }
    const index = releaseIndex(files);
    const shown = query.get("include") === "all" ? index : JSON.stringify(JSON.parse(index).slice(0, 2));
    return serve(shown, { type: "application/json", ranges: false })(request, response);
  };
}

function page(text: string): Handler {
  return serve(`<!DOCTYPE html>\n<html><body>${text}</body></html>\n`, { type: "text/html" });
}

function dlGoogleCom(files: GoFiles): Handler {
  return (request, response) => {
    const name = request.path.replace(/^\/go\//, "").replace(/\?.*/s, "");
    const body = files[name];
    const summed = files[name.replace(/\.sha256$/, "")];
    if (body !== undefined) return serve(body, { etag: `"${sha256(body).slice(0, 32)}"` })(request, response);
    return (summed === undefined ? status(404) : serve(sha256(summed)))(request, response);
  };
}
