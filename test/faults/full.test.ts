import { test } from "vitest";
import { startWorld } from "../install/world.ts";
import { STORIES } from "./stories.ts";
import { openStage } from "./story.ts";

test.each(STORIES)(
  "when a change fails, nothing half-made stays, and it can be done later: $name",
  async (story) => {
    const { env } = await startWorld();
    const { checkpoints, survives } = await openStage(story, env);
    for (const [index, change] of checkpoints.entries()) {
      await survives(change, index % 2 === 0 ? "ENOSPC" : "EROFS");
    }
  },
  120_000,
);
