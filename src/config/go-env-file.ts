/** The variables of a GOENV file or go.env, as Go reads them: the last one wins, quotes are kept. */
export function parseGoEnv(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^([A-Z][^=]*)=(.*)$/s.exec(line) ?? [];
    if (name !== undefined && value !== undefined) variables.set(name, value);
  }
  return variables;
}
