import { describe, expect, test } from "vitest";
import { GovError } from "../../src/errors.ts";
import { platformFrom } from "../../src/platform/flags.ts";

const HOST = { os: "linux", arch: "amd64" };

describe("platformFrom", () => {
  test("means the host where a flag is not given", () => {
    expect(platformFrom({}, HOST)).toEqual(HOST);
    expect(platformFrom({ arch: "arm64" }, HOST)).toEqual({ os: "linux", arch: "arm64" });
    expect(platformFrom({ os: "darwin" }, HOST)).toEqual({ os: "darwin", arch: "amd64" });
    expect(platformFrom({ os: "aix", arch: "ppc64" }, HOST)).toEqual({ os: "aix", arch: "ppc64" });
  });

  test("takes armv6l, which is in file names, for arm", () => {
    expect(platformFrom({ arch: "armv6l" }, HOST)).toEqual({ os: "linux", arch: "arm" });
  });

  test.each([
    ["x86_64", "Go calls it: --arch amd64"],
    ["X64", "Go calls it: --arch amd64"],
    ["AMD64", "Go calls it: --arch amd64"],
    ["aarch64", "Go calls it: --arch arm64"],
    ["i686", "Go calls it: --arch 386"],
    ["m1", expect.stringMatching(/^--arch takes one of: 386, amd64, .*s390x$/)],
    ["", expect.stringMatching(/^--arch takes one of: /)],
    ["../arm64", expect.stringMatching(/^--arch takes one of: /)],
  ])("does not take %j for an architecture, and says what Go would", (arch, hint) => {
    const message = `\`${arch}\` is not an architecture of Go`;
    expect(failure({ arch })).toMatchObject({ code: "usage", message, hint });
  });

  test.each([
    ["macos", "Go calls it: --os darwin"],
    ["Darwin", "Go calls it: --os darwin"],
    ["win32", "Go calls it: --os windows"],
    ["haiku", expect.stringMatching(/^--os takes one of: aix, darwin, .*windows$/)],
  ])("does not take %j for an operating system, and says what Go would", (os, hint) => {
    const message = `\`${os}\` is not an operating system of Go`;
    expect(failure({ os })).toMatchObject({ code: "usage", message, hint });
  });
});

function failure(flags: { readonly os?: string; readonly arch?: string }): GovError | undefined {
  try {
    platformFrom(flags, HOST);
    return undefined;
  } catch (error) {
    if (error instanceof GovError) return error;
    throw error;
  }
}
