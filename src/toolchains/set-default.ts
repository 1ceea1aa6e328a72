import type { Context } from "../config/context.ts";
import type { Request } from "../goversion/request.ts";
import { writeDefault } from "./default-file.ts";
import { pinTextOf, requireRequested } from "./requested.ts";

/** Makes an installed Go the default. Throws `not-installed`. */
export function setDefault(request: Request, context: Context): void {
  writeDefault(context.home, pinTextOf(request, requireRequested(request, context)));
}
