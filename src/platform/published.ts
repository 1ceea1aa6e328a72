import { type GoVersion, parseVersion } from "../goversion/version.ts";
import { type Platform, platformName } from "./platform.ts";

/** The pairs that Go's download place did not have from the beginning, with the oldest version it has for them. */
const SINCE: ReadonlyMap<string, string> = new Map([
  ["linux-arm", "1.6beta2"],
  ["linux-ppc64le", "1.6.4"],
  ["linux-s390x", "1.7.1"],
  ["linux-arm64", "1.8.5"],
  ["darwin-arm64", "1.16beta1"],
  ["windows-arm64", "1.17beta1"],
  ["openbsd-ppc64", "1.22.4"],
  ["openbsd-riscv64", "1.23rc1"],
  ...[
    "aix-ppc64",
    "dragonfly-amd64",
    "freebsd-arm",
    "freebsd-arm64",
    "freebsd-riscv64",
    "illumos-amd64",
    "linux-loong64",
    "linux-mips",
    "linux-mips64",
    "linux-mips64le",
    "linux-mipsle",
    "linux-ppc64",
    "linux-riscv64",
    "netbsd-386",
    "netbsd-amd64",
    "netbsd-arm",
    "netbsd-arm64",
    "openbsd-386",
    "openbsd-amd64",
    "openbsd-arm",
    "openbsd-arm64",
    "plan9-386",
    "plan9-amd64",
    "plan9-arm",
    "solaris-amd64",
    "windows-arm",
  ].map((name) => [name, "1.21rc1"] as const),
]);

/**
 * The oldest version that upstream has binaries of for this platform, a pre-release in most cases; `undefined`
 * when there always were some, or never.
 */
export function publishedSince(platform: Platform): GoVersion | undefined {
  return parseVersion(SINCE.get(platformName(platform)) ?? "");
}
