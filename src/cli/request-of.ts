import { GovError } from "../errors.ts";
import { parseRequest, type Request } from "../goversion/request.ts";

/** Reads the REQUEST of a command. Apart from the other arguments, because ranges need semver. */
export function requestOf(text: string): Request {
  const request = parseRequest(text);
  if (request !== undefined) return request;
  throw new GovError("invalid-request", `\`${text.slice(0, 64)}\` is neither a version nor a name`, {
    hint: "ask for 1.22.5, 1.22, ^1.21, latest, oldstable, system, or a name from gov list",
  });
}
