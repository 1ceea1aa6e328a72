import type { Context } from "../config/context.ts";

/** A line of a start-up file that sets a variable. */
export interface Assignment {
  readonly name: string;
  /** The value as written, without quotes. */
  readonly value: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The whole line. */
  readonly text: string;
  /** Does the line do nothing else, outside of any block, so that it can be taken out? */
  readonly alone: boolean;
  /** The line of a start-up file that reads `file`, when that is not one itself. */
  readonly via: { readonly file: string; readonly line: number } | null;
}

/** The start-up files of this account's shells and of the system. */
export interface Startup {
  /** Every file that was read, in the order of the search, with its text. */
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /** All lines that set `name`, in the order of the search. */
  readonly assignments: (name: string) => readonly Assignment[];
  /** The line that explains the present value: the last that gives it, else the last that sets it at all. */
  readonly explain: (name: string, value: string | undefined) => Assignment | undefined;
}

export function readStartup(_context: Context): Startup {
  return { files: [], assignments: () => [], explain: () => undefined };
}
