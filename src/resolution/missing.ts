import { GovError } from "../errors.ts";
import type { Resolution } from "./resolve.ts";
import { placeOf } from "./trace.ts";

/** The error for a resolution without a toolchain, in the words of the shim. */
export function missingError({ missing, reason }: Pick<Resolution, "missing" | "reason">): GovError {
  if (missing === null)
    return new GovError("not-installed", "no Go is installed", { hint: "gov install latest" });
  const { name, request, invalid } = missing;
  const place = `asked for by ${placeOf(reason)}`;
  const at = { file: reason.file, line: reason.line };
  if (invalid) {
    const text = request.length > 64 ? "what stands there" : `\`${request}\``;
    const hint = "write an exact version such as 1.22.5 there, or a line such as 1.22";
    return new GovError("invalid-request", `${text} is not a version that can be pinned (${place})`, {
      ...at,
      hint,
    });
  }
  if (name === "system") {
    return new GovError("not-installed", `no other go is on PATH (system is ${place})`, {
      ...at,
      hint: "gov install latest",
    });
  }
  const hint = /^[0-9]/.test(name) ? `gov install ${name}` : `gov link ${name} DIR`;
  return new GovError("not-installed", `Go ${name} is not installed (${place})`, { ...at, hint });
}
