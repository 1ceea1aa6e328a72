import { spawn } from "node:child_process";
import { expect, onTestFinished } from "vitest";

/** Counts how often the file is not there, from the time when this resolves until it is told to stop. */
export async function watchForAbsence(file: string): Promise<() => Promise<string>> {
  const program = `
    const fs = require("node:fs");
    let looks = 0, absences = 0, over = false;
    process.stdin.on("end", () => { over = true; }).resume();
    (function look() {
      for (let i = 0; i < 1000; i++, looks++) if (!fs.existsSync(process.argv[1])) absences++;
      if (looks === 1000) console.log("ready");
      if (over) console.log(absences + " absences");
      else setImmediate(look);
    })();`;
  const child = spawn(process.execPath, ["-e", program, file], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  await expect.poll(() => said).toBe("ready\n");
  return async () => {
    child.stdin.end();
    await new Promise((resolve) => child.once("close", resolve));
    return said.replace("ready\n", "");
  };
}
