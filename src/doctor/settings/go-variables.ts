import path from "node:path";
import type { Context } from "../../config/context.ts";
import { type GoEnvLine, goEnvLines } from "../../config/go-env-file.ts";
import { goEnvFile } from "../../config/go-settings.ts";
import { type FileKind, kindOf } from "../../fs/kind-of.ts";
import { readText } from "../../fs/read-text.ts";
import type { FilePlace } from "../finding.ts";

/** The file that `go env -w` writes, as it is. */
export interface GoEnvFile {
  /** Null when it is turned off (`GOENV=off`), or there is no place for it. */
  readonly file: string | null;
  readonly kind: FileKind;
  /** Empty unless it is a file that can be read. */
  readonly text: string;
  /** The lines that go obeys. */
  readonly lines: readonly GoEnvLine[];
}

export function readGoEnvFile(asker: Pick<Context, "env" | "node">): GoEnvFile {
  const file = goEnvFile(asker);
  if (file === undefined) return { file: null, kind: "missing", text: "", lines: [] };
  const text = readText(file);
  const kind = kindOf(file);
  return {
    file,
    kind: kind === "file" && text === undefined ? "unreadable" : kind,
    text: text ?? "",
    lines: goEnvLines(text ?? ""),
  };
}

/** A setting as go takes it, and who sets it. An empty value counts as unset, as go has it. */
export interface GoVariable {
  readonly name: string;
  readonly value: string;
  /** `goenv`: the file of `go env -w`. `go.env`: the file in GOROOT. */
  readonly from: "environment" | "goenv" | "go.env";
  /** The line that sets it; null for one of the environment that no start-up file explains. */
  readonly origin: FilePlace | null;
}

/** Environment, then GOENV file, then `$GOROOT/go.env`: https://go.dev/src/cmd/go/internal/cfg/cfg.go, `Getenv`. */
export function goVariable(
  name: string,
  sources: {
    readonly env: (name: string) => string | undefined;
    readonly originOf: (name: string) => FilePlace | null;
    readonly goEnv: GoEnvFile;
    readonly goroot: string | null;
  },
): GoVariable | undefined {
  const value = sources.env(name);
  if (value !== undefined) return { name, value, from: "environment", origin: sources.originOf(name) };
  const { file, lines } = sources.goEnv;
  const stored = lastOf(lines, name);
  if (stored !== undefined && file !== null) {
    return { name, value: stored.value, from: "goenv", origin: { file, line: stored.line } };
  }
  const builtIn = sources.goroot === null ? undefined : path.join(sources.goroot, "go.env");
  const given = builtIn && lastOf(goEnvLines(readText(builtIn) ?? ""), name);
  if (!builtIn || !given) return undefined;
  return { name, value: given.value, from: "go.env", origin: { file: builtIn, line: given.line } };
}

/** The last line that sets `name` to something. */
export function lastOf(lines: readonly GoEnvLine[], name: string): GoEnvLine | undefined {
  const last = lines.findLast((line) => line.name === name);
  return last?.value === "" ? undefined : last;
}
