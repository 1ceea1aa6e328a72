import type { Use } from "../toolchains/use-here.ts";
import type { Answer } from "./base-command.ts";
import { cleanText } from "./format.ts";
import { outlookText } from "./present-install.ts";

/** `gov use --json`. */
export interface UseReport {
  readonly file: string | null;
  readonly pin: string | null;
  /** What `go version` says here now; null when that cannot be told, or something is in the way. */
  readonly release: string | null;
}

/** What was written, and what `go version` will say. */
export function useAnswer({ file, pin, outlook }: Use, { quiet }: { quiet: boolean }): Answer<UseReport> {
  const done =
    file === null
      ? "this directory has no pin"
      : pin === null
        ? `removed the pin in ${file}`
        : `${file} says ${pin} now`;
  return {
    data: { file, pin, release: outlook.release },
    text: "",
    talk: quiet ? "" : `gov: ${cleanText(done)}\n${outlookText(outlook)}`,
  };
}
