import { hostOf, NetworkError } from "./network-error.ts";

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const MAX_REDIRECTS = 10;

/**
 * Where an answer sends the asker; `undefined` when it does not. Refuses the eleventh redirect in a row, the
 * way from https to http, and schemes that are neither. `asked` is the URL that it all began with.
 */
export function redirectTarget(
  asked: string,
  from: URL,
  status: number,
  location: string | undefined,
  redirects: number,
): URL | undefined {
  if (!REDIRECTS.includes(status) || location === undefined) return undefined;
  const refuse = (problem: string) => new NetworkError(`${hostOf(from.href)} ${problem}`, { url: asked });
  if (redirects >= MAX_REDIRECTS) throw refuse(`redirects for the ${MAX_REDIRECTS + 1}th time in a row`);
  if (!URL.canParse(location, from.href)) throw refuse("redirects to something that is no URL");
  const target = new URL(location, from);
  if (target.protocol === "http:" && from.protocol === "https:") {
    throw refuse(`redirects from https to plain http (${target.host}), which is refused`);
  }
  if (!["http:", "https:"].includes(target.protocol)) {
    throw refuse(`redirects to a ${target.protocol} URL, which is refused`);
  }
  return target;
}
