import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does `work` once in a test run, in whichever process asks first; the others wait for it. `runDir` is
 * the directory of the run, and a failure is the failure of everyone who asks.
 */
export async function oncePerRun(runDir: string, name: string, work: () => Promise<void>): Promise<void> {
  const state = path.join(runDir, name);
  const done = path.join(state, "done");
  const failed = path.join(state, "failed");
  if (isFirst(state)) {
    try {
      await work();
      fs.writeFileSync(done, "");
    } catch (error) {
      // Appears whole, because others read it as soon as it is there.
      fs.writeFileSync(`${failed}.new`, describe(error));
      fs.renameSync(`${failed}.new`, failed);
    }
  }
  while (!fs.existsSync(done) && !fs.existsSync(failed)) await sleep(50);
  if (fs.existsSync(failed)) throw new Error(`${name}: ${fs.readFileSync(failed, "utf8")}`);
}

function isFirst(state: string): boolean {
  try {
    fs.mkdirSync(state);
    return true;
  } catch {
    return false;
  }
}

function describe(error: unknown): string {
  const { stderr } = error as { stderr?: string };
  return stderr || String(error);
}
