import os from "node:os";
import { describe, expect, test } from "vitest";
import { GovError } from "../../src/errors.ts";
import { hostPlatform } from "../../src/platform/detect.ts";

describe("hostPlatform", () => {
  test.each([
    ["linux", "x64", "amd64"],
    ["linux", "ia32", "386"],
    ["linux", "arm64", "arm64"],
    ["linux", "arm", "arm"],
    ["linux", "s390x", "s390x"],
    ["linux", "riscv64", "riscv64"],
    ["linux", "loong64", "loong64"],
    ["linux", "mips", "mips"],
    ["linux", "mipsel", "mipsle"],
    ["darwin", "x64", "amd64"],
    ["darwin", "arm64", "arm64"],
  ] as const)("%s %s is %s for Go", (platform, arch, goArch) => {
    expect(hostPlatform({ platform, arch })).toEqual({ os: platform, arch: goArch });
  });

  test("ppc64 has two names, by the order of bytes", () => {
    const host = { platform: "linux", arch: "ppc64" } as const;
    expect(hostPlatform(host, "LE").arch).toBe("ppc64le");
    expect(hostPlatform(host, "BE").arch).toBe("ppc64");
  });

  test("knows the machine of this test", () => {
    const { os: system, arch } = hostPlatform({ platform: os.platform(), arch: os.arch() });
    expect(`${system} ${arch}`).toMatch(/^(?:linux|darwin) [a-z0-9]+$/);
  });

  test.each([
    ["win32", "x64", "gov does not run on Windows yet"],
    ["freebsd", "x64", "gov does not run on freebsd"],
    ["android", "arm64", "gov does not run on android"],
    ["linux", "ppc", "there is no Go for the architecture ppc, which this Node is for"],
    ["linux", "__proto__", "there is no Go for the architecture __proto__, which this Node is for"],
  ] as const)("refuses %s %s with a way out", (platform, arch, message) => {
    const error = errorOf(() => hostPlatform({ platform, arch }));
    expect(error).toMatchObject({ code: "refused", message });
    expect(error?.hint).toBeTruthy();
  });
});

function errorOf(call: () => unknown): GovError | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof GovError) return error;
    throw error;
  }
}
