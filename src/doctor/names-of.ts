import { namesIn } from "../fs/names-in.ts";

/** The names in a directory in order; none when it cannot be read. */
export function namesOf(dir: string): readonly string[] {
  try {
    return namesIn(dir).sort();
  } catch {
    return [];
  }
}
