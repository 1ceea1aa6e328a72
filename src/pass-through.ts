/** Commands that run a program: what follows their own words belongs to that program, `--help` included. */
const WORDS_BEFORE_PROGRAM: ReadonlyMap<string, number> = new Map([
  ["exec", 1],
  ["trace", 0],
]);
/** `exec --all` has no word of its own. */
const INSTEAD_OF_WORDS = "--all";

/**
 * Puts `--` before the program's words, because oclif looks for `--help` and flags in all of argv:
 * `exec 1.22.5 go test -run X` -> `exec 1.22.5 -- go test -run X`. Flags before the first own word stay
 * gov's. Anything that already has its `--` there, and any other command, is left alone.
 */
export function protectProgram(argv: readonly string[]): string[] {
  const words = WORDS_BEFORE_PROGRAM.get(argv[0] ?? "");
  if (words === undefined) return [...argv];
  const start = programStart(argv, words);
  if (start >= argv.length || argv[start] === "--") return [...argv];
  return [...argv.slice(0, start), "--", ...argv.slice(start)];
}

function programStart(argv: readonly string[], words: number): number {
  let index = 1;
  let seen = 0;
  while (index < argv.length) {
    const word = argv[index] ?? "";
    if (word === "--") return index;
    if (!word.startsWith("-")) {
      if (seen === words) return index;
      seen += 1;
    } else if (word === INSTEAD_OF_WORDS) seen = words;
    index += 1;
  }
  return index;
}
