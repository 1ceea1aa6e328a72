import { setTimeout as sleep } from "node:timers/promises";

/** One of several ways to get the same thing. */
export interface Candidate<T> {
  start(signal: AbortSignal): Promise<T>;
  /** May the next one start while this one is silent? */
  readonly canBeOvertaken: boolean;
  /** Is it the next one's turn after this failure? */
  passesOn(error: unknown): boolean;
}

export interface RaceOptions<T> {
  /** How long a candidate may be silent. */
  readonly staggerMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called before candidate `index` starts because those before are silent or failed. */
  readonly onNext?: (index: number, reason: { readonly error: unknown } | "silence") => void;
  /** Gets what a candidate gives although it is too late. */
  readonly reap: (late: T) => void;
}

export type RaceResult<T> =
  | { readonly kind: "answered"; readonly index: number; readonly value: T }
  /** What each that was started failed with, in the order of failing. */
  | { readonly kind: "failed"; readonly errors: readonly unknown[] };

const STAGGER_MS = 2500;

/**
 * Starts the candidates one after the other: the next one when the one before has failed, or has been silent
 * for a while. The first to answer wins, and the others are stopped. A candidate whose failure does not pass
 * on is the last to start; those that run already may still win.
 */
export async function firstToAnswer<T>(
  candidates: readonly Candidate<T>[],
  options: RaceOptions<T>,
): Promise<RaceResult<T>> {
  options.signal?.throwIfAborted();
  const race = new Race(candidates, options);
  try {
    return await race.run();
  } finally {
    race.stop();
  }
}

type Outcome<T> = { readonly index: number } & ({ readonly value: T } | { readonly error: unknown });

interface Runner<T> {
  readonly outcome: Promise<Outcome<T>>;
  readonly controller: AbortController;
}

class Race<T> {
  readonly #candidates: readonly Candidate<T>[];
  readonly #options: RaceOptions<T>;
  readonly #running = new Map<number, Runner<T>>();
  readonly #errors: unknown[] = [];
  /** Ends what waits. */
  readonly #over = new AbortController();
  #started = 0;
  #mayStartMore = true;
  /** Comes when the last one to start has been silent for too long. */
  #silence: Promise<"silence">[] = [];

  constructor(candidates: readonly Candidate<T>[], options: RaceOptions<T>) {
    this.#candidates = candidates;
    this.#options = options;
  }

  async run(): Promise<RaceResult<T>> {
    const aborted = this.#aborted();
    this.#startNext();
    while (this.#running.size > 0) {
      const outcomes = [...this.#running.values()].map(({ outcome }) => outcome);
      const news = await Promise.race([...outcomes, ...this.#silence, aborted]);
      if (news === "silence") {
        this.#startNext("silence");
        continue;
      }
      this.#running.delete(news.index);
      if ("value" in news) return { kind: "answered", index: news.index, value: news.value };
      this.#fail(news.index, news.error);
    }
    return { kind: "failed", errors: this.#errors };
  }

  /** Whoever still runs is told to stop, and what comes all the same is reaped. */
  stop(): void {
    this.#over.abort();
    for (const { controller, outcome } of this.#running.values()) {
      controller.abort();
      void outcome.then((late) => {
        if ("value" in late) this.#options.reap(late.value);
      });
    }
  }

  #fail(index: number, error: unknown): void {
    this.#errors.push(error);
    this.#mayStartMore &&= this.#candidates[index]?.passesOn(error) === true;
    // If it was silent before it failed, the next one runs already.
    if (index === this.#started - 1) this.#startNext({ error });
  }

  #startNext(reason?: { readonly error: unknown } | "silence"): void {
    this.#silence = [];
    const index = this.#started;
    const candidate = this.#mayStartMore ? this.#candidates[index] : undefined;
    if (candidate === undefined) return;
    this.#started += 1;
    if (reason !== undefined) this.#options.onNext?.(index, reason);
    const controller = new AbortController();
    this.#running.set(index, { controller, outcome: this.#settle(index, candidate, controller.signal) });
    if (candidate.canBeOvertaken) this.#silence = [this.#silent()];
  }

  async #settle(index: number, candidate: Candidate<T>, own: AbortSignal): Promise<Outcome<T>> {
    const { signal } = this.#options;
    try {
      return { index, value: await candidate.start(signal ? AbortSignal.any([signal, own]) : own) };
    } catch (error) {
      return { index, error };
    }
  }

  async #silent(): Promise<"silence"> {
    const { staggerMs = STAGGER_MS } = this.#options;
    // When the race is over nobody looks at this any more.
    await sleep(staggerMs, undefined, { signal: this.#over.signal }).catch(() => {});
    return "silence";
  }

  /** Rejects when the caller has lost interest. */
  #aborted(): Promise<never> {
    const { signal } = this.#options;
    return new Promise((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { signal: this.#over.signal });
    });
  }
}
