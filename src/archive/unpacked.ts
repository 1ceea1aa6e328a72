import type { Limits } from "./safety.ts";

/** One file of an unpacked GOROOT. */
export interface UnpackedFile {
  /** Relative to the GOROOT, with slashes. */
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** As the release has it; on disk the umask of the process is taken off, as `tar` does. */
  readonly mode: 0o755 | 0o644;
}

export interface Unpacked {
  /** In no particular order. */
  readonly files: readonly UnpackedFile[];
  readonly bytes: number;
}

export interface UnpackOptions {
  /** Ends the work at once with the signal's reason. A source that waits for bytes has to listen itself. */
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<Limits> | undefined;
}
