import fs from "node:fs";
import path from "node:path";
import { templatesDirectory } from "../config/package-files.ts";

/** The text of a template by its name, without the last newline. Throws for one that is not there. */
export type ReadTemplate = (name: string) => string;

/** Templates as they stand in the package. */
export function packagedTemplates(): ReadTemplate {
  const directory = templatesDirectory();
  return (name) => fs.readFileSync(path.join(directory, name), "utf8").trimEnd();
}

/** Puts the value of NAME where a template says `@NAME@`; what stands in a value is left alone. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  const filled = template.replaceAll(/@([A-Z]+)@/g, (mark, name: string) => values[name] ?? mark);
  return `${filled}\n`;
}
