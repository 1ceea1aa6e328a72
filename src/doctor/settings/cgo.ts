import { kindOf } from "../../fs/kind-of.ts";
import { isOnPath } from "../../resolution/system.ts";
import type { Machine } from "../machine.ts";
import { quotedWords } from "./go-flags.ts";

/**
 * Does go compile with cgo here? Unset means: if there is a C compiler (Go 1.20 and later; before, always),
 * and only for the machine itself. https://pkg.go.dev/cmd/cgo
 */
export function usesCgo(machine: Machine, minor: number | null): boolean {
  const set = machine.variable("CGO_ENABLED")?.value;
  if (set === "0" || set === "1") return set === "1";
  if (buildsForAnother(machine)) return false;
  return (minor !== null && minor < 20) || hasCompiler(machine);
}

/** Then go turns cgo off by itself. */
export function buildsForAnother(machine: Machine): boolean {
  const { host } = machine;
  const [os, arch] = [machine.variable("GOOS")?.value, machine.variable("GOARCH")?.value];
  return (os ?? host.os) !== host.os || (arch ?? host.arch) !== host.arch;
}

/** The C compiler that cgo would start: the first word of CC, else the system's. */
export function compilerOf(machine: Machine): string {
  const [chosen] = quotedWords(machine.variable("CC")?.value ?? "");
  return chosen?.text ?? (machine.host.os === "darwin" ? "clang" : "gcc");
}

/** Go looks for a relative one in the directory of each package: of such a one nothing is claimed. */
export function hasCompiler(machine: Machine): boolean {
  const compiler = compilerOf(machine);
  if (!compiler.includes("/")) return isOnPath(compiler, machine.context.env("PATH"));
  return !compiler.startsWith("/") || kindOf(compiler) !== "missing";
}
