import type { Check } from "../check.ts";
import { govLines } from "../startup/gov-lines.ts";

/** One start-up file loads gov more than once, as a merge of dotfiles leaves it. */
export const setupTwice: Check = {
  id: "setup-twice",
  find: (machine) => {
    const lines = govLines(machine.startup());
    const files = [...new Set(lines.map(({ file }) => file))];
    return files.flatMap((file) => {
      const [first, ...others] = lines.filter((it) => it.file === file);
      if (first === undefined || others.length === 0) return [];
      return [
        {
          cause: `gov's lines in ${file}`,
          severity: "warning" as const,
          title: "a start-up file loads gov more than once",
          evidence: [first, ...others].map((origin) => ({
            kind: "file" as const,
            name: "gov's line",
            value: "loads the hook",
            origin,
          })),
          effect: "every shell starts slower; the last of them decides which root is used",
          fix: { text: `delete all but the last of these lines in ${file}`, command: null },
          repair: null,
        },
      ];
    });
  },
};
