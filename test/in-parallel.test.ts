import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inParallel } from "../src/in-parallel.ts";

test("results are in the order of the items, however long each takes, so many at a time", async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([30, 1, 20, 2, 10], 2, async (ms) => {
    running += 1;
    most = Math.max(most, running);
    await sleep(ms);
    running -= 1;
    return `${ms}`;
  });
  expect(results).toEqual(["30", "1", "20", "2", "10"]);
  expect(most).toBe(2);
});

test("nothing is begun after a failure, and what was begun ends before it is thrown", async () => {
  const begun: string[] = [];
  const ended: string[] = [];
  const work = async (name: string) => {
    begun.push(name);
    if (name === "bad") throw new Error("bad");
    await sleep(20);
    ended.push(name);
  };
  await expect(inParallel(["slow", "bad", "late", "later"], 2, work)).rejects.toThrow("bad");
  expect(begun).toEqual(["slow", "bad"]);
  expect(ended).toEqual(["slow"]);
});

test("of nothing comes nothing", async () => {
  expect(await inParallel([], 4, () => Promise.reject(new Error("never")))).toEqual([]);
});
