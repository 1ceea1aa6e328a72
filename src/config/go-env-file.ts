/** One line of a GOENV file or go.env that sets something. */
export interface GoEnvLine {
  readonly name: string;
  /** As Go takes it: quotes and a CR belong to it. */
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

/** The lines that Go obeys: a capital letter in column 1 and a `=`. Anything else it passes over silently. */
export function goEnvLines(text: string): GoEnvLine[] {
  return text.split("\n").flatMap((content, index) => {
    const [, name, value] = /^([A-Z][^=]*)=(.*)$/s.exec(content) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value, line: index + 1 }];
  });
}

/** The variables of a GOENV file or go.env, as Go reads them: the last one wins, quotes are kept. */
export function parseGoEnv(text: string): ReadonlyMap<string, string> {
  return new Map(goEnvLines(text).map(({ name, value }) => [name, value]));
}
