import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import type { RunToolchain } from "../../src/environment/child-env.ts";
import { runEach } from "../../src/environment/run-each.ts";
import { GovError } from "../../src/errors.ts";

const context = {
  rawEnv: { PATH: "/usr/bin:/bin" },
  home: homeAt("/nowhere"),
  cwd: "/",
  tty: { stdin: false, stdout: false, stderr: false },
};

/** Runs under made-up toolchains `a`, `b`, `c`; asking for `missing` fails. */
async function run(requests: string[], script: string, signals = new EventEmitter(), onStart = () => {}) {
  const started: string[] = [];
  const results = await runEach(requests, ["/bin/sh", "-c", script], context, {
    provide: async (name): Promise<RunToolchain> => {
      if (name === "missing") throw new GovError("not-installed", "it is not here");
      return { name, goroot: `/nowhere/${name}`, toolDir: null };
    },
    onStart: ({ name }) => {
      started.push(name);
      onStart();
    },
    now: () => 0,
    signals,
    stdout: "stderr",
  });
  return { started, results, ends: results.map(({ end }) => end) };
}

test("one after the other, each with its own variables; a failure does not stop the rest", async () => {
  const script = "case $GOROOT in */a) exit 3 ;; */c) kill -KILL $$ ;; esac";
  const { started, results } = await run(["a", "missing", "b", "c"], script);
  expect(started).toEqual(["a", "b", "c"]);
  expect(results).toEqual([
    { request: "a", name: "a", end: { kind: "exited", code: 3 }, ms: 0 },
    {
      request: "missing",
      name: null,
      end: { kind: "failed", error: expect.objectContaining({ code: "not-installed" }) },
      ms: 0,
    },
    { request: "b", name: "b", end: { kind: "exited", code: 0 }, ms: 0 },
    { request: "c", name: "c", end: { kind: "killed", signal: "SIGKILL" }, ms: 0 },
  ]);
});

test("a signal that asks gov to stop reaches the program, and the rest is skipped", async () => {
  const signals = new EventEmitter();
  // Again and again, because nobody says when the program has begun.
  let timer: NodeJS.Timeout | undefined;
  const keepAsking = () => {
    timer = setInterval(() => signals.emit("SIGTERM"), 20);
  };
  const { started, ends } = await run(["a", "b", "missing"], "exec sleep 60", signals, keepAsking);
  clearInterval(timer);
  expect(started).toEqual(["a"]);
  expect(ends).toEqual([{ kind: "killed", signal: "SIGTERM" }, { kind: "skipped" }, { kind: "skipped" }]);
  expect(signals.eventNames()).toEqual([]);
});
