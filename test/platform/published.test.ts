import { expect, test } from "vitest";
import { compareVersions, versionName } from "../../src/goversion/version.ts";
import { publishedSince } from "../../src/platform/published.ts";
import { version } from "../goversion/arbitrary.ts";

function isPublished(text: string, os: string, arch: string): boolean {
  const since = publishedSince({ os, arch });
  return since === undefined || compareVersions(version(text), since) >= 0;
}

test.each([
  ["darwin", "arm64", "1.15.15", "1.16beta1"],
  ["windows", "arm64", "1.16.15", "1.17beta1"],
  ["linux", "arm64", "1.8.4", "1.8.5"],
  ["linux", "ppc64le", "1.6.3", "1.6.4"],
  ["linux", "s390x", "1.7", "1.7.1"],
  ["linux", "arm", "1.6beta1", "1.6beta2"],
  ["linux", "riscv64", "1.20.14", "1.21rc1"],
  ["plan9", "arm", "1.20.14", "1.21rc1"],
  ["openbsd", "ppc64", "1.22.3", "1.22.4"],
  ["openbsd", "riscv64", "1.22.12", "1.23rc1"],
])("there is no Go for %s %s up to %s, and there is from %s on", (os, arch, last, first) => {
  expect(isPublished(last, os, arch)).toBe(false);
  expect(isPublished(first, os, arch)).toBe(true);
});

test.each([
  ["linux", "amd64"],
  ["linux", "386"],
  ["darwin", "amd64"],
  ["haiku", "amd64"],
  ["__proto__", ""],
])("of %s %s nothing is known", (os, arch) => expect(publishedSince({ os, arch })).toBeUndefined());

test("every entry is a version and a pair in Go's words", () => {
  const systems = "aix darwin dragonfly freebsd illumos linux netbsd openbsd plan9 solaris windows".split(
    " ",
  );
  const archs = "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x".split(
    " ",
  );
  const since = systems.flatMap((os) => archs.flatMap((arch) => publishedSince({ os, arch }) ?? []));
  expect(since.length).toBe(34);
  expect(since.filter((it) => versionName(it) === "1.21rc1").length).toBe(26);
});
