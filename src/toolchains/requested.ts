import type { Context } from "../config/context.ts";
import { GovError } from "../errors.ts";
import { matchRequest, type ReleaseRequest } from "../goversion/match.ts";
import { parsePinText } from "../goversion/pin.ts";
import type { Request } from "../goversion/request.ts";
import { versionName } from "../goversion/version.ts";
import { choose } from "../resolution/choose.ts";
import { isOfHost } from "../resolution/installed.ts";
import { findSystemTool } from "../resolution/system.ts";
import { storeHere } from "./here.ts";
import type { Toolchain } from "./store.ts";

/**
 * The toolchain on this disk that a request means: what a pin with this text would choose, or the newest
 * proven one in a range. An alias is answered from what is installed. Throws `not-installed`.
 */
export function requireRequested(
  request: Request,
  context: Pick<Context, "home" | "node" | "env">,
): Toolchain | "system" {
  if (request.kind === "system") {
    if (findSystemTool("go", context.env("PATH"), context.home.shimsDir) !== undefined) return "system";
    throw new GovError("not-installed", "no other go than gov's is on PATH", { hint: "gov install latest" });
  }
  const found = findRequested(request, storeHere(context).toolchains);
  if (found !== undefined) return found;
  throw notInstalled(request);
}

/** The same among given toolchains; `undefined` when there is none. */
export function findRequested(
  request: Exclude<Request, { kind: "system" }>,
  toolchains: readonly Toolchain[],
): Toolchain | undefined {
  const named = (name: string) => toolchains.find((it) => it.name === name);
  if (request.kind === "range" || request.kind === "alias") return newestMatching(request, toolchains);
  const choice = choose(request.text, { installed: toolchains, systemGo: undefined });
  return choice.kind === "toolchain" ? named(choice.toolchain.name) : undefined;
}

function newestMatching(request: ReleaseRequest, toolchains: readonly Toolchain[]): Toolchain | undefined {
  const candidates = toolchains.filter((it) => isOfHost(it) && !it.unproven);
  const match = matchRequest(
    request,
    candidates.flatMap(({ version }) => version ?? []),
  );
  if (match.kind === "none") return undefined;
  const name = versionName(match.version);
  return candidates.find((it) => it.name === name);
}

/** How a pin or variable says a request: as typed where it can, a range or an alias as what it was found to mean. */
export function pinTextOf(request: Request, found: Pick<Toolchain, "name"> | "system"): string {
  if (found === "system" || parsePinText(request.text) !== undefined) return request.text;
  return found.name;
}

/** The failure for a request that nothing installed answers. */
export function notInstalled(request: Pick<Request, "kind" | "text">): GovError {
  const { kind, text } = request;
  if (kind === "name") {
    return new GovError("not-installed", `no toolchain is called ${text}`, { hint: `gov link ${text} DIR` });
  }
  const what = kind === "range" ? `no installed Go is in the range ${text}` : `Go ${text} is not installed`;
  return new GovError("not-installed", what, {
    hint: `gov install ${/[^\w.-]/.test(text) ? `'${text}'` : text}`,
  });
}
