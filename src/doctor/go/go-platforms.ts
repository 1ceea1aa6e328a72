import type { GoVersion } from "../../goversion/version.ts";
import type { Platform } from "../../platform/platform.ts";
import { LAST_KNOWN_MINOR } from "../settings/go-flags-table.ts";
import { minorOf } from "./running-go.ts";

/** Pairs that every go command from 1.13 to 1.27 builds for, measured with `go build -n`. */
const ALWAYS = `aix/ppc64 android/386 android/amd64 android/arm android/arm64 darwin/amd64 darwin/arm64
dragonfly/amd64 freebsd/386 freebsd/amd64 freebsd/arm illumos/amd64 js/wasm linux/386 linux/amd64 linux/arm
linux/arm64 linux/mips linux/mips64 linux/mips64le linux/mipsle linux/ppc64 linux/ppc64le linux/riscv64
linux/s390x linux/sparc64 netbsd/386 netbsd/amd64 netbsd/arm netbsd/arm64 openbsd/386 openbsd/amd64 openbsd/arm
openbsd/arm64 plan9/386 plan9/amd64 plan9/arm solaris/amd64 windows/386 windows/amd64`.split(/\s/);

/** The first and the last minor release of the others. */
const SOMETIMES: ReadonlyMap<string, readonly [first: number, last: number]> = new Map([
  ["nacl/386", [0, 13]],
  ["nacl/amd64p32", [0, 13]],
  ["nacl/arm", [0, 13]],
  ["darwin/386", [0, 14]],
  ["darwin/arm", [0, 14]],
  ["windows/arm", [0, 25]],
  ["freebsd/arm64", [14, 999]],
  ["openbsd/mips64", [16, 26]],
  ["ios/amd64", [16, 999]],
  ["ios/arm64", [16, 999]],
  ["windows/arm64", [17, 999]],
  ["linux/loong64", [19, 999]],
  ["freebsd/riscv64", [20, 999]],
  ["openbsd/ppc64", [21, 999]],
  ["wasip1/wasm", [21, 999]],
  ["openbsd/riscv64", [22, 999]],
]);

/** Does the go command of `version` take the pair? True for what only a release after the table may know. */
export function isSupportedPair({ os, arch }: Platform, version: GoVersion): boolean {
  const pair = `${os}/${arch}`;
  const minor = minorOf(version);
  const [first, last] = SOMETIMES.get(pair) ?? [0, ALWAYS.includes(pair) ? 999 : -1];
  return minor > LAST_KNOWN_MINOR || (first <= minor && minor <= last);
}

/** Is it a word that Go has for a system or an architecture? */
export function isKnownPart(word: string): boolean {
  return [...ALWAYS, ...SOMETIMES.keys()].some((pair) => pair.split("/").includes(word));
}
