import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { interleave, timeOnce } from "./measure.ts";
import { freshDir, gov, SYSTEM_PATH } from "./place.ts";
import type { RowResult } from "./rows.ts";

const ROUNDS = 25;
const NINE = ["1.19.13", "1.20.14", "1.21.6", "1.21.13", "1.22.5", "1.22.12", "1.23.12", "1.24.1", "1.25.14"];

/** The static doctor on a healthy machine with nine real releases, against a Node that does nothing. */
export async function doctorRows(): Promise<RowResult[]> {
  const home = freshDir();
  const shims = path.join(home, ".gov", "shims");
  const env = { HOME: home, PATH: `${shims}:${SYSTEM_PATH}`, SHELL: "/bin/bash" };
  const network = { ...process.env, HOME: home, GOV_ROOT: path.join(home, ".gov") };
  execFileSync(gov[0], [gov[1], "install", "--from", "goproxy", ...NINE], { env: network, stdio: "ignore" });
  fs.writeFileSync(path.join(home, ".bashrc"), "export EDITOR=vi\n".repeat(100));
  execFileSync(gov[0], [gov[1], "setup", "--shell", "bash"], { env, stdio: "ignore" });
  const pair = await interleave(
    ROUNDS,
    () => timeOnce({ argv: [gov[0], "-e", "0"], env, cwd: home }),
    () => timeOnce({ argv: [...gov, "doctor"], env, cwd: home }),
  );
  return [
    {
      work: "gov doctor, nine toolchains",
      against: "node -e 0",
      measured: pair.ratio.toFixed(2),
      must: "5",
      aim: "3.5",
      detail: `${pair.ours.toFixed(0)} ms, ${pair.base.toFixed(0)} ms`,
    },
  ];
}
