/** How bad it is: `error` breaks a go command now, `warning` probably will, `note` is worth knowing. */
export type Severity = "error" | "warning" | "note";

/** A place in a file. `line` is null where the file as a whole is meant. */
export interface FilePlace {
  readonly file: string;
  readonly line: number | null;
}

/** One fact that shows a finding to be true. */
export interface Evidence {
  readonly kind: "env" | "file" | "path" | "process";
  /** The variable, the file or directory, the program. */
  readonly name: string;
  /** What it says or is. Values of variables outside Go's own never stand here. */
  readonly value: string;
  /** Where it was set; null when that is not in a file, or not known. */
  readonly origin: FilePlace | null;
}

/** What a file or a directory is, or what is wrong with it. */
export function pathEvidence(name: string, value: string): Evidence {
  return { kind: "path", name, value, origin: null };
}

/** The way out. */
export interface Fix {
  /** What to do, in a sentence without a full stop. */
  readonly text: string;
  /** A command that does it, or the first half of it; null when it takes a person. */
  readonly command: string | null;
  /** Can `gov doctor --fix` do it? */
  readonly automatic: boolean;
}

/** One thing the doctor says. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, in a sentence without a full stop. */
  readonly title: string;
  readonly evidence: readonly Evidence[];
  /** What it breaks, with the words that go prints; the end of "so ..." or a whole sentence. */
  readonly effect: string;
  readonly fix: Fix;
}

/** Changes one file, given and returned as a byte string (latin1); undefined when there is nothing left to do. */
export interface FileEdit {
  readonly file: string;
  readonly change: (content: string) => string | undefined;
}

/** What `gov doctor --fix` does about a finding. */
export type Repair =
  | { readonly kind: "edits"; readonly edits: readonly FileEdit[] }
  /** Writes the shims and hooks anew. */
  | { readonly kind: "reshim" }
  /** Puts gov's line into the start-up files, once. */
  | { readonly kind: "setup" };

/** A finding as a check makes it. */
export interface Diagnosis extends Omit<Finding, "id" | "fix"> {
  /**
   * What is behind it, such as `GOROOT` or `manager:gvm`. Several checks may meet one cause: the first of
   * them speaks, and what the others saw is its evidence.
   */
  readonly cause: string;
  readonly fix: Omit<Fix, "automatic">;
  /** Null when it takes a person. */
  readonly repair: Repair | null;
}
