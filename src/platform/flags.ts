import { GovError } from "../errors.ts";
import type { Platform } from "./platform.ts";

interface Vocabulary {
  readonly flag: "--os" | "--arch";
  readonly words: readonly string[];
  /** What others say. */
  readonly foreign: ReadonlyMap<string, string>;
}

/** The systems that Go is published for, as `go tool dist list` has them. */
const SYSTEMS: Vocabulary = {
  flag: "--os",
  words: "aix darwin dragonfly freebsd illumos linux netbsd openbsd plan9 solaris windows".split(" "),
  foreign: new Map([
    ["mac", "darwin"],
    ["macos", "darwin"],
    ["osx", "darwin"],
    ["sunos", "solaris"],
    ["win", "windows"],
    ["win32", "windows"],
  ]),
};

const ARCHITECTURES: Vocabulary = {
  flag: "--arch",
  words: "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x".split(" "),
  foreign: new Map([
    ["aarch64", "arm64"],
    ["armhf", "arm"],
    ["armv7", "arm"],
    ["armv7l", "arm"],
    ["i386", "386"],
    ["i686", "386"],
    ["ia32", "386"],
    ["mipsel", "mipsle"],
    ["x64", "amd64"],
    ["x86", "386"],
    ["x86-64", "amd64"],
    ["x86_64", "amd64"],
  ]),
};

/**
 * The platform that the flags `--os` and `--arch` mean; what is not given is the host's. They take Go's own words,
 * and `armv6l`, which stands in file names for `arm`. Another word is `usage`.
 */
export function platformFrom(
  { os, arch }: { readonly os?: string | undefined; readonly arch?: string | undefined },
  host: Platform,
): Platform {
  return {
    os: os === undefined ? host.os : known(os, SYSTEMS),
    arch: arch === undefined ? host.arch : known(arch === "armv6l" ? "arm" : arch, ARCHITECTURES),
  };
}

function known(text: string, { flag, words, foreign }: Vocabulary): string {
  if (words.includes(text)) return text;
  const meant = foreign.get(text.toLowerCase()) ?? words.find((word) => word === text.toLowerCase());
  const noun = flag === "--os" ? "an operating system" : "an architecture";
  throw new GovError("usage", `\`${text.slice(0, 64)}\` is not ${noun} of Go`, {
    hint: meant === undefined ? `${flag} takes one of: ${words.join(", ")}` : `Go calls it: ${flag} ${meant}`,
  });
}
