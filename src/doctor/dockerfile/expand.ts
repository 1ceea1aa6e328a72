/** Where the value of a variable comes from; undefined for one that is not set. */
type Lookup = (name: string) => string | undefined;

const REFERENCE = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])((?:[^{}]|\{[^{}]*\})*)|[^}]*)\})/;

/**
 * A value as Docker works it out: quotes gone, variables replaced, in single quotes neither. One that is not set
 * is empty, as in a shell.
 */
export function expand(raw: string, lookup: Lookup, escapeMark: string): string {
  return walk(raw, escapeMark, (name, operator, word) => {
    const value = lookup(name);
    const usable = operator.startsWith(":") ? value || undefined : value;
    if (operator.endsWith("-")) return usable ?? expand(word, lookup, escapeMark);
    if (operator.endsWith("+")) return usable === undefined ? "" : expand(word, lookup, escapeMark);
    return value ?? "";
  });
}

/** The variables that a value refers to. */
export function referencesIn(raw: string, escapeMark: string): string[] {
  const names: string[] = [];
  walk(raw, escapeMark, (name, operator, word) => {
    names.push(name, ...(operator === "" ? [] : referencesIn(word, escapeMark)));
    return "";
  });
  return names;
}

function walk(
  raw: string,
  escapeMark: string,
  replace: (name: string, operator: string, word: string) => string,
): string {
  let result = "";
  let quote = "";
  for (let index = 0; index < raw.length; index += 1) {
    const character = raw[index] ?? "";
    if (character === escapeMark && quote !== "'") {
      index += 1;
      const next = raw[index] ?? "";
      // In double quotes only these are escaped, as in a shell.
      result += quote === '"' && !['"', "$", escapeMark].includes(next) ? escapeMark + next : next;
    } else if (quote !== '"' && character === "'") quote = quote === "" ? "'" : "";
    else if (quote !== "'" && character === '"') quote = quote === "" ? '"' : "";
    else if (character === "$" && quote !== "'") {
      const [all, bare, braced, operator = "", word = ""] = REFERENCE.exec(raw.slice(index)) ?? [];
      if (all === undefined) result += character;
      else {
        result += replace(bare ?? braced ?? "", operator, word);
        index += all.length - 1;
      }
    } else result += character;
  }
  return result;
}
