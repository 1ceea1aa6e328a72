import { type ListedFile, namedFile } from "./releases-in.ts";

/** Lists of files as web servers make them of a directory. */

/** Up to the next `<` or `>`, so that a page of nothing but `<a ` is read in one pass. */
const ANCHOR = /<a\s(?:[^<>]*?\s)?href\s*=\s*(?:"([^"<>]{0,2000})"|'([^'<>]{0,2000})'|([^\s"'<>]{1,2000}))/gi;

/**
 * The files that an HTML page links to: nginx's autoindex and fancyindex, Apache's, and those that mirrors
 * wrote themselves. The link counts, not its text, which may be cut off, nor the sizes, which are rounded.
 * Links to another host than that of `pageUrl` are passed over.
 */
export function filesOnPage(html: string, pageUrl: string): ListedFile[] {
  const page = new URL(pageUrl);
  const names = new Set<string>();
  for (const [, double, single, bare] of html.matchAll(ANCHOR)) {
    const name = linkedName(double ?? single ?? bare ?? "", page);
    if (name !== undefined) names.add(name);
  }
  return Array.from(names, (name) => namedFile(name));
}

/** The last segment of the path; that of a directory is empty. */
function linkedName(href: string, page: URL): string | undefined {
  if (!URL.canParse(href, page.href)) return undefined;
  const { host, pathname } = new URL(href, page);
  if (host !== page.host) return undefined;
  try {
    return decodeURIComponent(pathname.slice(pathname.lastIndexOf("/") + 1)) || undefined;
  } catch {
    return undefined;
  }
}

/** The files in the rows of nginx's `autoindex_format json`; `undefined` when this is something else. */
export function filesInRows(rows: unknown): ListedFile[] | undefined {
  if (!Array.isArray(rows) || !rows.every(isRow)) return undefined;
  const files = rows.filter(({ type }) => type === "file");
  return files.map(({ name, size }) => namedFile(name, isSize(size) ? size : null));
}

interface Row {
  readonly name: string;
  readonly type: string;
  readonly size?: unknown;
}

function isRow(row: unknown): row is Row {
  if (typeof row !== "object" || row === null) return false;
  const { name, type } = row as Partial<Row>;
  return typeof name === "string" && typeof type === "string";
}

function isSize(size: unknown): size is number {
  return Number.isSafeInteger(size) && (size as number) > 0;
}
