/** One complete entry of a netrc file. */
export interface NetrcEntry {
  /** Host, or host and path: `git.corp/go`. */
  readonly machine: string;
  readonly login: string;
  readonly password: string;
}

/**
 * Reads a netrc file as the go command does (cmd/go/internal/auth): words come in pairs within a line, an
 * entry may go over several lines, a macro ends at an empty line, `default` gives nothing to anybody.
 */
export function parseNetrc(text: string): NetrcEntry[] {
  const entries: NetrcEntry[] = [];
  let entry: Partial<NetrcEntry> = {};
  let inMacro = false;
  for (const line of text.split("\n")) {
    if (inMacro) {
      inMacro = line !== "";
      continue;
    }
    const words = line.split(/\s+/).filter((word) => word !== "");
    for (let i = 0; i + 1 < words.length; i += 2) {
      const [key, value] = words.slice(i, i + 2) as [string, string];
      if (key === "macdef") inMacro = true;
      else if (key === "machine") entry = { machine: value };
      else if (key === "login" || key === "password") entry = { ...entry, [key]: value };
      if (isComplete(entry)) {
        entries.push(entry);
        entry = {};
      }
    }
    if (words.length % 2 === 1 && words.at(-1) === "default") break;
  }
  return entries;
}

/** The entry for a URL: the longest one whose path it lies in, and of equal ones the first. */
export function findNetrcEntry(entries: readonly NetrcEntry[], url: URL): NetrcEntry | undefined {
  let prefix = `${url.host}${url.pathname}`.replace(/\/$/, "");
  for (;;) {
    const found = entries.find(({ machine }) => machine.replace(/\/$/, "") === prefix);
    const slash = prefix.lastIndexOf("/");
    if (found !== undefined || slash === -1) return found;
    prefix = prefix.slice(0, slash);
  }
}

function isComplete(entry: Partial<NetrcEntry>): entry is NetrcEntry {
  return Boolean(entry.machine && entry.login && entry.password);
}
