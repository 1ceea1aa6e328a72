/**
 * What `work` makes of each item, in the order of the items, at most `limit` at a time. After a failure nothing
 * more is begun, and what was begun comes to its end before the failure is thrown.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = entriesOf(items);
  const lane = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, lane));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return results;
}

/** A generator: the lane that leaves its loop by a failure ends it for all. */
function* entriesOf<T>(items: readonly T[]): Generator<[number, T]> {
  yield* items.entries();
}
