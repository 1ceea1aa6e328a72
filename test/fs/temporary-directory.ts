import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";
import { removeTree } from "../../src/fs/remove.ts";

/** A fresh directory for each test of the file; returns a function that joins paths to it. */
export function useTemporaryDirectory(): (...parts: string[]) => string {
  let dir = "";
  beforeEach(() => {
    dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "gov-test-")));
  });
  afterEach(() => removeTree(dir));
  return (...parts) => path.join(dir, ...parts);
}
