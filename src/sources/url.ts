import { redactUrl } from "../net/redact.ts";

/**
 * The URL of `path` below `base`, which may end in a slash or not. Credentials and the query of `base`, where
 * some repositories want their token, stay as they are.
 */
export function urlBelow(base: string, path: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${path}`;
  url.hash = "";
  return url.href;
}

/** The URL as a receipt may keep it: a query says how one came in, not what is there. */
export function urlForReceipt(text: string): string {
  const url = new URL(text);
  url.search = "";
  return redactUrl(url.href);
}
