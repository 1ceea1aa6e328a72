import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Candidate, firstToAnswer } from "../../src/net/race.ts";

/** Long against what the tests do, short against their patience. */
const NEVER_MS = 30_000;

interface Script {
  readonly afterMs?: number;
  readonly fails?: Error;
  readonly canBeOvertaken?: boolean;
  readonly passesOn?: boolean;
  /** Goes on although it was told to stop. */
  readonly deaf?: boolean;
}

/** Candidates that do as told, and a record of what happened to them. */
function stage(...scripts: readonly Script[]) {
  const events: string[] = [];
  const candidates = scripts.map(
    (script, index): Candidate<string> => ({
      canBeOvertaken: script.canBeOvertaken ?? true,
      passesOn: () => script.passesOn ?? true,
      start: async (signal) => {
        events.push(`start ${index}`);
        signal.addEventListener("abort", () => events.push(`stop ${index}`));
        await sleep(script.afterMs ?? 0, undefined, script.deaf ? {} : { signal });
        if (script.fails) throw script.fails;
        return `answer ${index}`;
      },
    }),
  );
  const run = (staggerMs: number, signal?: AbortSignal) =>
    firstToAnswer(candidates, {
      staggerMs,
      signal,
      onNext: (index, reason) =>
        events.push(`next ${index}: ${reason === "silence" ? reason : reason.error}`),
      reap: (late) => events.push(`reap ${late}`),
    });
  return { events, run };
}

describe("the first to answer", () => {
  test("is the first, when it answers in time; the others are not asked", async () => {
    const { events, run } = stage({}, {});
    expect(await run(NEVER_MS)).toEqual({ kind: "answered", index: 0, value: "answer 0" });
    expect(events).toEqual(["start 0"]);
  });

  test("may be the second, when the first is silent; then the first is stopped, the winner is not", async () => {
    const { events, run } = stage({ afterMs: NEVER_MS }, {}, {});
    expect(await run(20)).toEqual({ kind: "answered", index: 1, value: "answer 1" });
    expect(events).toEqual(["start 0", "next 1: silence", "start 1", "stop 0"]);
  });

  test("may be the first all the same", async () => {
    const { events, run } = stage({ afterMs: 100 }, { afterMs: NEVER_MS });
    expect(await run(20)).toEqual({ kind: "answered", index: 0, value: "answer 0" });
    expect(events.at(-1)).toBe("stop 1");
  });

  test("comes after a failure at once", async () => {
    const { events, run } = stage({ fails: new Error("no") }, {});
    expect(await run(NEVER_MS)).toEqual({ kind: "answered", index: 1, value: "answer 1" });
    expect(events).toEqual(["start 0", "next 1: Error: no", "start 1"]);
  });

  test("is waited for when the others fail after it", async () => {
    const { events, run } = stage({ afterMs: 150 }, { fails: new Error("a") }, { fails: new Error("b") });
    expect(await run(20)).toEqual({ kind: "answered", index: 0, value: "answer 0" });
    expect(events.filter((event) => event.startsWith("start"))).toHaveLength(3);
  });

  test("what comes too late is reaped", async () => {
    const { events, run } = stage({ afterMs: 100, deaf: true }, {});
    expect(await run(20)).toMatchObject({ index: 1 });
    await expect.poll(() => events.at(-1)).toBe("reap answer 0");
  });
});

describe("the next one does not start", () => {
  test("while one is silent that cannot be overtaken", async () => {
    const { events, run } = stage({ afterMs: 150, canBeOvertaken: false }, {});
    expect(await run(20)).toMatchObject({ index: 0 });
    expect(events).toEqual(["start 0"]);
  });

  test("after a failure that does not pass on, but those that run may win", async () => {
    const { events, run } = stage({ afterMs: 150 }, { fails: new Error("no"), passesOn: false }, {});
    expect(await run(20)).toMatchObject({ index: 0 });
    expect(events).not.toContain("start 2");
  });

  test("when one fails that was passed over already", async () => {
    const late = { afterMs: 60, fails: new Error("late") };
    const { events, run } = stage(late, { afterMs: 200, canBeOvertaken: false }, {});
    expect(await run(20)).toMatchObject({ index: 1 });
    expect(events).not.toContain("start 2");
  });
});

describe("nobody answers", () => {
  test("when all fail: each failure is told", async () => {
    const [a, b] = [new Error("a"), new Error("b")];
    expect(await stage({ fails: a }, { fails: b }).run(NEVER_MS)).toEqual({ kind: "failed", errors: [a, b] });
  });

  test("when the first failure does not pass on", async () => {
    const a = new Error("a");
    expect(await stage({ fails: a, passesOn: false }, {}).run(NEVER_MS)).toEqual({
      kind: "failed",
      errors: [a],
    });
  });

  test("when there is nobody", async () => {
    expect(await stage().run(NEVER_MS)).toEqual({ kind: "failed", errors: [] });
  });
});

test("the caller stops everything", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const { events, run } = stage({ afterMs: 300, deaf: true }, { afterMs: NEVER_MS });
  const running = run(20, controller.signal);
  const failure = running.catch((error: unknown) => error);
  await expect.poll(() => events).toContain("start 1");
  controller.abort(reason);
  expect(await failure).toBe(reason);
  expect(events.filter((event) => event.startsWith("stop")).sort()).toEqual(["stop 0", "stop 1"]);
  await expect(run(20, controller.signal)).rejects.toBe(reason);
});
