import fs from "node:fs";
import path from "node:path";
import { namesIn } from "../fs/names-in.ts";

/** One start of a tool of Go, as `shims/toolexec.sh` wrote it down. Never its arguments. */
export interface Call {
  /** `asked`: go only wanted to know the tool's release (`-V=full`), to look for its work in the build cache. */
  readonly kind: "run" | "asked";
  /** The program that go started. */
  readonly path: string;
  /** The import path of what it worked on, such as `fmt` or `a/b [a/b.test]`; empty when go does not say. */
  readonly package: string;
  /** What go gave it. */
  readonly goroot: string;
  readonly gotooldir: string;
  /** The release of the go that started it, such as `go1.22.5`; empty when it does not say. */
  readonly goversion: string;
  /** Where go and the programs it builds have their temporary files. */
  readonly tempDir: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Null for one that was only asked, and for one that never came to its end. */
  readonly ms: number | null;
  /** Its exit status, 128 and the signal for one that was killed; null as above. */
  readonly exit: number | null;
}

/** Each ends in a NUL. */
const FIELDS = 7;

/** The calls in the order of their start; half a record, of a disk that was full, is left out. */
export function readCalls(dir: string): Call[] {
  const starts = namesIn(dir).filter((name) => name.endsWith(".start"));
  return starts
    .flatMap((name) => readCall(path.join(dir, name.slice(0, -".start".length))))
    .sort((a, b) => a.startedAt - b.startedAt);
}

function readCall(base: string): Call[] {
  const start = `${base}.start`;
  const fields = fs.readFileSync(start, "utf8").split("\0");
  if (fields.length !== FIELDS + 1) return [];
  const [kind = "", file = "", packagePath = "", goroot = "", gotooldir = "", goversion = "", tempDir = ""] =
    fields;
  const startedAt = fs.statSync(start).mtimeMs;
  return [
    {
      kind: kind === "asked" ? "asked" : "run",
      path: file,
      package: packagePath,
      goroot,
      gotooldir,
      goversion,
      tempDir,
      startedAt,
      ...readEnd(`${base}.end`, startedAt),
    },
  ];
}

function readEnd(file: string, startedAt: number): Pick<Call, "ms" | "exit"> {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return { ms: null, exit: null };
  const ms = Math.max(0, Math.round(stat.mtimeMs - startedAt));
  return { ms, exit: Number(fs.readFileSync(file, "utf8")) };
}
