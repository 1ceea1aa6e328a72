import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { ensureBuilt, repositoryDir } from "../support/build.ts";

beforeAll(() => ensureBuilt(inject("runDir")));

test("docs/commands.md says what the commands say (npm run docs writes it)", () => {
  const script = path.join(repositoryDir, "scripts/docs.mjs");
  const generated = execFileSync(process.execPath, [script, "--print"], { encoding: "utf8" });
  const committed = fs.readFileSync(path.join(repositoryDir, "docs/commands.md"), "utf8");
  expect(committed).toBe(generated);
});
