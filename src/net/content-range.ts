/** Which bytes of a whole an answer holds; `end` is the byte behind the last. */
export interface ContentRange {
  readonly start: number;
  readonly end: number;
  readonly total: number;
}

/**
 * A Content-Range that names all three: https://www.rfc-editor.org/rfc/rfc9110#section-14.4. `undefined` for
 * none, and for one with an unknown size, by which nothing can be put together.
 */
export function parseContentRange(value: string | undefined): ContentRange | undefined {
  const [, start, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(value ?? "") ?? [];
  if (start === undefined) return undefined;
  return { start: Number(start), end: Number(last) + 1, total: Number(total) };
}
