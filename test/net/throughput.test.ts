import { expect, test } from "vitest";
import { guardThroughput } from "../../src/net/throughput.ts";

const LIMIT = { minBytesPerSecond: 100, windowMs: 1000 };

/** Chunks that take their time, read by somebody who takes another, on a clock of their own. */
async function read(
  chunks: readonly (readonly [ms: number, bytes: number])[],
  readerMs = 0,
): Promise<number> {
  let time = 0;
  async function* body() {
    for (const [ms, bytes] of chunks) {
      time += ms;
      yield Buffer.alloc(bytes);
    }
  }
  let received = 0;
  for await (const chunk of guardThroughput(
    body(),
    LIMIT,
    () => time,
    () => new Error("too slow"),
  )) {
    received += chunk.length;
    time += readerMs;
  }
  return received;
}

test("enough passes", async () => {
  expect(
    await read([
      [500, 50],
      [500, 50],
      [1000, 100],
      [5000, 500],
    ]),
  ).toBe(700);
});

test("too little is too slow, once the window is over", async () => {
  await expect(
    read([
      [500, 50],
      [500, 49],
      [0, 1000],
    ]),
  ).rejects.toThrow("too slow");
  expect(
    await read([
      [900, 1],
      [0, 1000],
    ]),
  ).toBe(1001);
});

test("each window is judged by itself", async () => {
  await expect(
    read([
      [1000, 10_000],
      [1000, 99],
    ]),
  ).rejects.toThrow("too slow");
});

test("the time that the reader takes does not count", async () => {
  expect(
    await read(
      [
        [100, 10],
        [100, 10],
        [100, 10],
      ],
      60_000,
    ),
  ).toBe(30);
});
