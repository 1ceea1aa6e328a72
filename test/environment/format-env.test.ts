import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { formatForFish, formatForPosix } from "../../src/environment/format-env.ts";

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
