import fc from "fast-check";
import { expect, test } from "vitest";
import { GovError } from "../../src/errors.ts";

/**
 * How the properties of this folder are run. In CI: a few hundred times with one seed, so that a failure is the
 * change's fault. `GOV_FUZZ_RUNS=100000 npx vitest run test/fuzz` goes on for longer, with a seed of its own, which
 * `GOV_FUZZ_SEED` sets: fast-check prints it with the smallest input that fails.
 */
const RUNS = Number(process.env.GOV_FUZZ_RUNS || 0);
const SEED = Number(process.env.GOV_FUZZ_SEED || (RUNS > 0 ? Date.now() % 2 ** 31 : 20_261_126));
const DEFAULT_RUNS = 300;

/** Any parser here answers in milliseconds: this is a hang, also on a machine that is busy. */
const HANG_MS = 10_000;
const HOURS_MS = 12 * 3600 * 1000;

export interface FuzzOptions {
  /** How many runs of this property stand for one of another: less than 1 for what touches disk or network. */
  readonly share?: number;
}

/** A test that `property` holds for everything that `inputs` makes. No single input may take long. */
export function fuzz<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  property: (input: T) => void | Promise<void>,
  { share = 1 }: FuzzOptions = {},
): void {
  const numRuns = runs(share);
  test(name, { timeout: RUNS > 0 ? HOURS_MS : 60_000 }, async () => {
    const timed = fc.asyncProperty(inputs, async (input) => {
      const start = performance.now();
      await property(input);
      expect(performance.now() - start).toBeLessThan(HANG_MS);
    });
    await fc.assert(timed, { numRuns, seed: SEED });
  });
}

/** As many inputs at once, for what is asked about all of them together. */
export function sample<T>(inputs: fc.Arbitrary<T>, { share = 1 }: FuzzOptions = {}): T[] {
  return fc.sample(inputs, { numRuns: runs(share), seed: SEED });
}

function runs(share: number): number {
  return Math.max(1, Math.round((RUNS || DEFAULT_RUNS) * share));
}

/** What `action` returns, or the code of its `GovError`; any other failure is the fuzzer's find. */
export async function outcomeOf<T>(
  action: () => T | Promise<T>,
): Promise<{ value: T } | { refused: string }> {
  try {
    return { value: await action() };
  } catch (error) {
    if (error instanceof GovError) return { refused: error.code };
    throw error;
  }
}
