import type { Context } from "../config/context.ts";
import type { Home } from "../config/home.ts";
import type { Request } from "../goversion/request.ts";
import { readDefault, writeDefault } from "./default-file.ts";
import { pinTextOf, requireRequested } from "./requested.ts";
import type { Toolchain } from "./store.ts";

/** Makes an installed Go the default. Throws `not-installed`. */
export function setDefault(request: Request, context: Context): void {
  writeDefault(context.home, pinTextOf(request, requireRequested(request, context)));
}

/** The first version that is installed becomes the default, unless nothing proves it. Returns whether it did. */
export function claimDefault(
  { name, unproven }: Pick<Toolchain, "name" | "unproven">,
  home: Pick<Home, "defaultFile">,
): boolean {
  if (unproven || readDefault(home) !== undefined) return false;
  writeDefault(home, name);
  return true;
}
