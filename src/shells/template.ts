import fs from "node:fs";
import path from "node:path";

/** The text of a file in `shims/`. Throws for one that is not there. */
export type ReadTemplate = (name: string) => string;

/** Templates as they stand in the package. */
export function templatesIn(shimsDirectory: string): ReadTemplate {
  return (name) => fs.readFileSync(path.join(shimsDirectory, name), "utf8").trimEnd();
}

/** Puts the value of NAME where a template says `@NAME@`; what stands in a value is left alone. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  const filled = template.replaceAll(/@([A-Z]+)@/g, (mark, name: string) => values[name] ?? mark);
  return `${filled}\n`;
}
