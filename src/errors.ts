/**
 * Every failure a user can meet. `cli/exit-codes.ts` maps each code to an exit status; the codes are
 * part of the JSON contract and never change their meaning.
 */
export type ErrorCode =
  | "failed"
  | "refused"
  | "in-use"
  | "usage"
  | "invalid-request"
  | "invalid-setting"
  | "no-such-release"
  | "not-installed"
  | "network"
  | "offline"
  | "proof-failed"
  | "archive-refused"
  | "disk-full"
  | "permission"
  | "disk"
  | "lock-timeout"
  | "not-executable"
  | "command-not-found";

export interface GovErrorOptions {
  /** The way out, best a command to run; printed after `hint: `. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** Where the asking text stands, so that an editor can jump there. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly url?: string | undefined;
}

/**
 * A failure with a sentence for the user. `message` names the thing, is one sentence and has no full
 * stop; programmer errors stay plain `Error`s and are reported as bugs.
 */
export class GovError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly url: string | undefined;

  constructor(code: ErrorCode, message: string, options: GovErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "GovError";
    this.code = code;
    this.hint = options.hint;
    this.file = options.file;
    this.line = options.line;
    this.url = options.url;
  }
}

/** Is this a system error with one of these codes (`ENOENT`, `EACCES`)? */
export function isSystemError(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return error instanceof Error && typeof code === "string" && codes.includes(code);
}
