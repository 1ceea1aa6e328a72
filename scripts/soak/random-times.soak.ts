import { expect, test } from "vitest";
import { STORIES } from "../../test/faults/stories.ts";
import { openStage } from "../../test/faults/story.ts";
import { ballast, FAKE, OTHER, release } from "../../test/install/releases.ts";
import { startWorld } from "../../test/install/world.ts";

const SIGNALS = ["SIGKILL", "SIGTERM", "SIGINT"] as const;

function oneOf<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)] as T;
}

test("ended at random times, every command can be run again", async () => {
  const files = Array.from({ length: 300 }, (_, i) => [`src/p${i}/file.go`, `package p${i}\n`] as const);
  const tree = release(FAKE, { ...Object.fromEntries(files), "src/zzz": ballast(2_000_000) });
  const { env } = await startWorld({ trees: { [OTHER]: release(OTHER), [FAKE]: tree } });
  const stages = [];
  for (const story of STORIES) stages.push({ story, stage: await openStage(story, env) });
  const failures: string[] = [];
  const counts = { rounds: 0, SIGKILL: 0, SIGTERM: 0, SIGINT: 0 };
  const end = Date.now() + Number(process.env.GOV_SOAK_MINUTES) * 60_000;
  while (Date.now() < end) {
    const { story, stage } = oneOf(stages);
    const signal = oneOf(SIGNALS);
    const wasAtWork = await stage
      .survivesAfter(Math.round(Math.random() * stage.usualMs), signal)
      .catch((error: Error) => {
        failures.push(`${story.name}: ${error.message}`);
        return true;
      });
    counts.rounds += 1;
    if (wasAtWork) counts[signal] += 1;
  }
  console.log("random times:", counts, `${failures.length} failures`);
  expect(failures).toEqual([]);
});
