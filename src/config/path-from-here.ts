import path from "node:path";
import { GovError } from "../errors.ts";
import type { Context } from "./context.ts";

/** A path as the user wrote it, made absolute. A relative one is `failed` when the current directory is gone. */
export function pathFromHere(text: string, { cwd }: Pick<Context, "cwd">): string {
  if (cwd !== null || path.isAbsolute(text)) return path.resolve(cwd ?? "/", text);
  throw new GovError("failed", "the current directory does not exist any more", { hint: "cd" });
}
