/** A value that is worked out when first asked for, and then remembered. */
export function once<T>(read: () => T): () => T {
  const perKey = oncePerKey(read);
  return () => perKey("");
}

/** The same for every key. */
export function oncePerKey<T>(read: (key: string) => T): (key: string) => T {
  const kept = new Map<string, { readonly value: T }>();
  return (key) => {
    const known = kept.get(key) ?? { value: read(key) };
    kept.set(key, known);
    return known.value;
  };
}
