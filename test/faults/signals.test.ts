import { expect, test } from "vitest";
import { startWorld } from "../install/world.ts";
import { STORIES } from "./stories.ts";
import { openStage } from "./story.ts";

test.each(STORIES)(
  "ended right before any of its changes, the same command goes on: $name",
  async (story) => {
    const { env } = await startWorld();
    const { checkpoints, survives } = await openStage(story, env);
    expect(checkpoints).not.toEqual([]);
    for (const [index, change] of checkpoints.entries()) {
      await survives(change, "SIGKILL");
      await survives(change, index % 2 === 0 ? "SIGTERM" : "SIGINT");
    }
  },
  120_000,
);
