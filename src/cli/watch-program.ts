import type { OutputReader } from "../environment/run.ts";
import { writeErr, writeOut } from "./output.ts";

/** Of more than this only the beginning is kept. */
const KEPT_BYTES = 4 << 20;

/** Shows what a program prints and keeps it; under `--json` both streams go to stderr. */
export function watchProgram(json: boolean): { readonly read: OutputReader; readonly text: () => string } {
  const kept: Buffer[] = [];
  let bytes = 0;
  return {
    read: (chunk, stream) => {
      if (stream === "stdout" && !json) writeOut(chunk);
      else writeErr(chunk);
      if (bytes < KEPT_BYTES) kept.push(chunk);
      bytes += chunk.length;
    },
    text: () => Buffer.concat(kept).toString("utf8"),
  };
}
