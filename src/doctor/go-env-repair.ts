import type { Repair } from "./finding.ts";

/** Gives the lines that set `name` in a GOENV file another value, or takes them out for an empty one. */
export function withGoEnvValue(file: string, name: string, value: string): Repair {
  const bytes = Buffer.from(`${name}=${value}`, "utf8").toString("latin1");
  return editGoEnv(file, (line) => {
    if (!line.startsWith(`${name}=`)) return line;
    return value === "" ? undefined : bytes;
  });
}

/** Changes a file line by line; a line that becomes `undefined` is taken out. Lines are byte strings. */
export function editGoEnv(file: string, edit: (line: string) => string | undefined): Repair {
  const change = (content: string) => {
    const after = content
      .split("\n")
      .map(edit)
      .filter((line) => line !== undefined)
      .join("\n");
    return after === content ? undefined : after;
  };
  return { kind: "edit", file, change };
}
