/**
 * The one place where text becomes shell source. Everything gov prints for `eval`, or renders into a
 * file a shell reads, passes through here.
 */

/** One literal word for sh, bash and zsh, whatever options are set. */
export function quotePosix(text: string): string {
  return `'${withoutNul(text).replaceAll("'", "'\\''")}'`;
}

/** One literal word for fish, where a backslash is special inside single quotes too. */
export function quoteFish(text: string): string {
  return `'${withoutNul(text).replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** No shell can hold a NUL, and cutting the text there would change its meaning. */
function withoutNul(text: string): string {
  if (text.includes("\0")) throw new Error("a NUL byte cannot be quoted for a shell");
  return text;
}
