import { interleave, timeOnce } from "./measure.ts";
import { gov, rootOfStubs, SYSTEM_PATH } from "./place.ts";
import type { RowResult } from "./rows.ts";

const ROUNDS = 25;
const NINE = ["1.20.14", "1.21.6", "1.22.5", "1.23.4", "1.24.1", "1.25.0", "1.26.1", "1.26.2", "1.27.0"];

/** The commands people wait for, against a Node that does nothing. */
export async function startRows(): Promise<RowResult[]> {
  const { home } = rootOfStubs(NINE);
  const env = { HOME: home, PATH: SYSTEM_PATH };
  const rows: RowResult[] = [];
  for (const command of ["--version", "list", "current"]) {
    const pair = await interleave(
      ROUNDS,
      () => timeOnce({ argv: [gov[0], "-e", "0"], env, cwd: home }),
      () => timeOnce({ argv: [...gov, command], env, cwd: home }),
    );
    rows.push({
      work: `gov ${command}`,
      against: "node -e 0",
      measured: pair.ratio.toFixed(2),
      must: "3.0 (Node 20), 2.5 (with compile cache)",
      aim: "2.1",
      detail: `${pair.ours.toFixed(0)} ms, ${pair.base.toFixed(0)} ms`,
    });
  }
  return rows;
}
