/**
 * The entries of `docs/doctor.md` by id, in its order: from a heading of the second level that is an id, to the
 * next heading of that level.
 */
export function handbookEntries(markdown: string): ReadonlyMap<string, string> {
  const parts = markdown.split(/^## /m).slice(1);
  return new Map(
    parts.flatMap((part) => {
      const [, id] = /^([a-z][a-z0-9-]*)\n/.exec(part) ?? [];
      return id === undefined ? [] : [[id, part.slice(id.length).trim()] as const];
    }),
  );
}
