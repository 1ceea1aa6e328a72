import { custom } from "@oclif/core/args";

/**
 * A word of the command line. Never from stdin: for an argument that is missing oclif would read it, and
 * take what the script around gov reads there.
 */
export const word = custom<string>({ ignoreStdin: true });
