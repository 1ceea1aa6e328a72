import { expect, test } from "vitest";
import { STORIES } from "../../test/faults/stories.ts";
import { openStage } from "../../test/faults/story.ts";
import type { Fault } from "../../test/faults/strace.ts";
import { startWorld } from "../../test/install/world.ts";

const FAULTS: readonly Fault[] = ["SIGKILL", "SIGTERM", "SIGINT", "ENOSPC", "EROFS", "EIO", "EPERM"];

test.each(STORIES)("disturbed at each of its changes: $name", async (story) => {
  const { env } = await startWorld();
  const { changes, survives } = await openStage(story, env);
  const failures: string[] = [];
  const counts: string[] = [];
  for (const fault of FAULTS) {
    let reached = 0;
    for (const change of changes) {
      const outcome = await survives(change, fault).catch((error: Error) => {
        failures.push(error.message);
        return true;
      });
      if (outcome) reached += 1;
    }
    counts.push(`${fault} ${reached}`);
  }
  console.log(`${story.name}: ${changes.length} changes, ${counts.join(", ")}, ${failures.length} failures`);
  expect(failures).toEqual([]);
});
