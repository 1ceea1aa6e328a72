import { type GoFiles, moduleList, releaseIndex, sha256 } from "./go-files.ts";
import { type Handler, serve, startServer, status, type TestServer } from "./http-server.ts";

/** How a server shows a directory; `none` is 403, as nginx does without an index. */
export type DirectoryStyle =
  | "release-json"
  | "autoindex"
  | "autoindex-json"
  | "fancyindex"
  | "apache"
  | "none";

export interface MirrorServer extends TestServer {
  /** With its slash. */
  readonly url: string;
}

/** A copy of Go's bucket below `/golang/`, as mirrors and companies serve it. */
export async function startMirror(files: GoFiles, style: DirectoryStyle): Promise<MirrorServer> {
  const server = await startServer((request, response) => {
    const { pathname, searchParams } = new URL(request.path, "http://mirror");
    const name = pathname.replace(/^\/golang\//, "");
    const body = files[name];
    const answer =
      name === "" ? indexOf(files, style, searchParams) : body === undefined ? status(404) : file(body);
    return answer(request, response);
  });
  return { ...server, url: `${server.origin}/golang/` };
}

/** A module proxy, at the value for GOPROXY in `url`. What `hidden` names is there and not in the list. */
export async function startGoproxy(
  files: GoFiles,
  { hidden = [] as readonly string[] } = {},
): Promise<MirrorServer> {
  const listed = Object.fromEntries(Object.entries(files).filter(([name]) => !hidden.includes(name)));
  const server = await startServer((request, response) => {
    const name = request.path.replace("/golang.org/toolchain/@v/", "");
    const body = name.startsWith("v0.") ? files[name] : undefined;
    const answer =
      name === "list" ? serve(moduleList(listed), { type: "text/plain" }) : body ? file(body) : status(404);
    return answer(request, response);
  });
  return { ...server, url: server.origin };
}

function file(body: Buffer): Handler {
  return serve(body, { etag: `"${sha256(body).slice(0, 16)}"` });
}

function indexOf(files: GoFiles, style: DirectoryStyle, query: URLSearchParams): Handler {
  const names = Object.keys(files);
  switch (style) {
    case "release-json":
      return query.get("mode") === "json"
        ? serve(releaseIndex(files), { type: "application/json" })
        : serve("<html>Go</html>", { type: "text/html" });
    case "autoindex":
      return serve(autoindexPage(files), { type: "text/html" });
    case "autoindex-json":
      return serve(autoindexJson(files), { type: "application/json" });
    case "fancyindex":
      return serve(fancyindexPage(files), { type: "text/html; charset=utf-8" });
    case "apache":
      return serve(apachePage(names), { type: "text/html;charset=UTF-8" });
    case "none":
      return status(403);
  }
}

/** nginx: names of more than 50 characters are cut in the text, and whole in the link. */
export function autoindexPage(files: GoFiles): string {
  const rows = Object.entries(files).map(([name, body]) => {
    const text = name.length > 50 ? `${name.slice(0, 47)}..&gt;` : name;
    return `<a href="${name}">${text}</a>${" ".repeat(5)}29-Mar-2018 22:47${String(body.length).padStart(20)}`;
  });
  return [
    "<html>\r\n<head><title>Index of /golang/</title></head>\r\n<body>",
    '<h1>Index of /golang/</h1><hr><pre><a href="../">../</a>',
    '<a href="getgo/">getgo/</a>      23-Apr-2020 02:01                   -',
    '<a href="go1.15.12_amedee_v1/">go1.15.12_amedee_v1/</a>   15-Mar-2023 02:01       -',
    ...rows,
    "</pre><hr></body>\r\n</html>\r\n",
  ].join("\r\n");
}

/** nginx with `autoindex_format json`. */
export function autoindexJson(files: GoFiles): string {
  const mtime = "Thu, 29 Mar 2018 22:47:00 GMT";
  const rows = Object.entries(files).map(([name, body]) => ({
    name,
    type: "file",
    mtime,
    size: body.length,
  }));
  const directories = ["getgo", "go1.15.12.linux-amd64.tar.gz"].map((name) => ({
    name,
    type: "directory",
    mtime,
  }));
  return JSON.stringify([...directories, ...rows], null, 1);
}

/** A table with rounded sizes, and a page around it with links to other hosts. */
export function fancyindexPage(files: GoFiles): string {
  const rows = Object.entries(files).map(
    ([name, body]) =>
      `<tr><td class="link"><a href="${name}" title="${name}">${name}</a></td>` +
      `<td class="size">${(body.length / 1e6).toFixed(1)} MB</td><td class="date">2018-08-10 11:37</td></tr>`,
  );
  return `<!DOCTYPE html><html><body><div><a class="logo" href="https://example.test/mirror/"><img></a>
    <a href="//example.test/go1.99.0.linux-amd64.tar.gz">news</a> <a href="javascript:void(0);">File Name</a></div>
    <table id="list"><tbody><tr><td class="link"><a href="../">Parent directory/</a></td><td>-</td></tr>
    ${rows.join("\n")}</tbody></table></body></html>`;
}

function apachePage(names: readonly string[]): string {
  const rows = names.map(
    (name) =>
      `<tr><td valign="top"><img src="/icons/x.gif" alt="[ ]"></td><td><a href="${name}">${name}</a></td></tr>`,
  );
  return `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN"><html><body><table>
    <tr><th><a href="?C=N;O=D">Name</a></th></tr>${rows.join("\n")}</table></body></html>`;
}
