import type { FileEdit, Repair } from "./finding.ts";

/** Edits of a file line by line; everything else in it stays byte for byte. */

export function repairBy(...edits: readonly FileEdit[]): Repair {
  return { kind: "edits", edits };
}

/** `edit` gets each line as a byte string; one that becomes `undefined` is taken out. */
function editLines(file: string, edit: (line: string) => string | undefined): FileEdit {
  const change = (content: string) => {
    const lines = content.split("\n").map(edit);
    const after = lines.filter((line) => line !== undefined).join("\n");
    return after === content ? undefined : after;
  };
  return { file, change };
}

/** Takes these lines out, wherever they stand by then. */
export function withoutLines(file: string, texts: readonly string[]): FileEdit {
  const unwanted = new Set(texts.map((text) => byteString(text).replace(/\r$/, "")));
  return editLines(file, (line) => (unwanted.has(line.replace(/\r$/, "")) ? undefined : line));
}

/** Gives the lines that set `name` in a GOENV file another value, or takes them out for an empty one. */
export function withGoEnvValue(file: string, name: string, value: string): FileEdit {
  const changed = value === "" ? undefined : byteString(`${name}=${value}`);
  return editLines(file, (line) => (line.startsWith(`${name}=`) ? changed : line));
}

function byteString(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
