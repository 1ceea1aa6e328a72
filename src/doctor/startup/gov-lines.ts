import { hasLine } from "../../shells/rc-line.ts";
import type { Startup } from "./startup.ts";

/** gov's own lines in start-up files, by `gov setup`. */
export function govLines({
  files,
}: Pick<Startup, "files">): { readonly file: string; readonly line: number }[] {
  return files.flatMap(({ file, text }) =>
    text.split("\n").flatMap((content, index) => (hasLine(content) ? [{ file, line: index + 1 }] : [])),
  );
}
