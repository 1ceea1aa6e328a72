/** A copy of `items` in the order of the bytes of their names in UTF-8; JavaScript's own order is that of UTF-16. */
export function inByteOrder<T>(items: Iterable<T>, nameOf: (item: T) => string): T[] {
  return Array.from(items, (item) => ({ item, key: byteKey(nameOf(item)) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}

/** A string whose order by `<` is that of the bytes of `name`. */
export function byteKey(name: string): string {
  return /^[\0-\x7f]*$/.test(name) ? name : Buffer.from(name, "utf8").toString("latin1");
}
