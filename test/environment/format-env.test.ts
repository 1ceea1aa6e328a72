import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import {
  formatForDocker,
  formatForFish,
  formatForGithub,
  formatForPosix,
} from "../../src/environment/format-env.ts";

const CHANGE = {
  set: { GOROOT: "/h/it's $(here)\n\\", PATH: "/a b:/c" },
  unset: ["GOTOOLDIR", "NEVER_SET"],
};

describe.each([
  { shell: "sh", file: "/bin/sh", source: formatForPosix(CHANGE) },
  { shell: "bash", file: "bash", source: formatForPosix(CHANGE) },
  { shell: "zsh", file: "zsh", source: formatForPosix(CHANGE) },
  { shell: "fish", file: "fish", source: formatForFish(CHANGE) },
])("$shell", ({ file, source }) => {
  test("evaluates to the change", () => {
    const printEnv = `"${process.execPath}" -e 'process.stdout.write(JSON.stringify(process.env))'`;
    const out = execFileSync(file, ["-c", `${source}\n${printEnv}`], {
      env: { GOTOOLDIR: "/old", PATH: process.env.PATH },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    const env = JSON.parse(out);
    expect(env).toMatchObject(CHANGE.set);
    expect(env).not.toHaveProperty("GOTOOLDIR");
  });
});

const CI_CHANGE = { set: { GOROOT: `/h/$a "b"\\c`, PATH: "/h/go/bin:/usr/bin" }, unset: ["GOTOOLDIR"] };

test("a Dockerfile takes each value as it is, and PATH goes on with that of the image", () => {
  expect(formatForDocker(CI_CHANGE)).toBe(
    `ENV GOTOOLDIR=""\nENV GOROOT="/h/\\$a \\"b\\"\\\\c"\nENV PATH="/h/go/bin:$PATH"\n`,
  );
});

test("GitHub's file takes what follows the first equals sign, to the end of the line", () => {
  expect(formatForGithub(CI_CHANGE)).toBe(`GOTOOLDIR=\nGOROOT=/h/$a "b"\\c\nPATH=/h/go/bin:/usr/bin\n`);
});

test.each([formatForDocker, formatForGithub])(
  "a line break is refused, it would be another line: %o",
  (format) => {
    expect(() => format({ set: { GOROOT: "/h\nLD_PRELOAD=/evil.so" }, unset: [] })).toThrow("line break");
  },
);
