import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { GovError, isSystemError } from "../errors.ts";
import type { Environment } from "./child-env.ts";

/** How a program ended. Whoever ran gov should see gov end the same way. */
export type ProgramEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "killed"; readonly signal: NodeJS.Signals };

export interface RunOptions {
  readonly args: readonly string[];
  readonly env: Environment;
  /** What the program sees as its own name, as the user typed it. */
  readonly argv0: string;
  /** Is gov in the foreground of a terminal? Then Ctrl-C and Ctrl-\ reach the program without gov's help. */
  readonly terminal: boolean;
  /**
   * Where the program's stdout goes: gov's own, or its stderr when gov reports something itself; or both of its
   * outputs to someone who reads along, and then the program has no terminal to write to.
   */
  readonly stdout: "own" | "stderr" | OutputReader;
  /** Where signals for gov arrive: the `process`. */
  readonly signals: Pick<NodeJS.EventEmitter, "on" | "off">;
}

/** Takes what a program prints, as it comes. */
export type OutputReader = (chunk: Buffer, stream: "stdout" | "stderr") => void;

const FORWARDED = ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGINT", "SIGQUIT"] as const;
/** The terminal sends these to the whole foreground group; a second one often means "abort at once". */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ["SIGINT", "SIGQUIT"];

/**
 * Runs `file` with gov's own stdin, stdout and stderr and waits for it. Signals sent to gov are passed
 * on and do not end gov before the program. Node cannot replace itself by a program, so this is the
 * nearest thing to `exec`. Throws `command-not-found` or `not-executable` when the program cannot start.
 */
export async function runProgram(file: string, options: RunOptions): Promise<ProgramEnd> {
  let child: ChildProcess | undefined;
  const stopForwarding = forwardSignals(options, (signal) => child?.kill(signal));
  try {
    child = spawn(file, options.args, {
      env: options.env,
      argv0: options.argv0,
      stdio: [0, ...outputs(options)],
    });
    const ended = passOutput(child, options);
    const [code, signal] = (await once(child, ended)) as [number | null, NodeJS.Signals | null];
    return signal === null ? { kind: "exited", code: code ?? 1 } : { kind: "killed", signal };
  } catch (error) {
    throw startFailure(file, error);
  } finally {
    stopForwarding();
  }
}

function outputs({ stdout }: RunOptions): [number | "pipe", number | "pipe"] {
  if (typeof stdout === "function") return ["pipe", "pipe"];
  return [stdout === "stderr" ? 2 : 1, 2];
}

/** The event that says that the program is done: with a reader, that all its output was read, too. */
function passOutput(child: ChildProcess, { stdout: read }: RunOptions): "exit" | "close" {
  if (typeof read !== "function") return "exit";
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.on("data", (chunk: Buffer) => read(chunk, stream));
  }
  return "close";
}

function forwardSignals(options: RunOptions, pass: (signal: NodeJS.Signals) => void): () => void {
  const handlers = FORWARDED.map((signal) => {
    const reachesProgram = options.terminal && FROM_TERMINAL.includes(signal);
    return { signal, handler: () => void (reachesProgram || pass(signal)) };
  });
  for (const { signal, handler } of handlers) options.signals.on(signal, handler);
  return () => {
    for (const { signal, handler } of handlers) options.signals.off(signal, handler);
  };
}

function startFailure(file: string, cause: unknown): GovError {
  if (isSystemError(cause, "ENOENT")) {
    const message = `\`${file}\` cannot start: it, its interpreter or its dynamic loader is missing`;
    return new GovError("command-not-found", message, { file, cause });
  }
  const tooLong = isSystemError(cause, "E2BIG");
  const reason = tooLong ? "the arguments and environment are too long" : String((cause as Error).message);
  return new GovError("not-executable", `\`${file}\` cannot start: ${reason}`, { file, cause });
}
