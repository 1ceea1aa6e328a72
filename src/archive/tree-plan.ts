import { collisionKey, type Limits, refused } from "./safety.ts";

/**
 * The names of one tree: only files and directories, each at most once, no two of which are one name to any
 * file system. Paths are those of `pathBelow`. Whoever adds one gets the directories that have to be made for
 * it, each behind its parent.
 */
export class TreePlan {
  readonly #limits: Limits;
  readonly #claims = new Map<string, string>();
  readonly #directories = new Set([""]);
  readonly #listed = new Set<string>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** A directory that the archive lists. One that was needed before may be listed later, but only once. */
  addDirectory(relative: string): readonly string[] {
    if (this.#listed.has(relative)) throw refused("is there twice", relative);
    this.#listed.add(relative);
    return this.#missing(relative);
  }

  /** `mtime` undefined is that of now. */
  addFile(relative: string, size: number, mtime: Date | undefined): readonly string[] {
    if (size > this.#limits.fileBytes) throw refused("is too large", relative);
    if (Number.isNaN(mtime?.getTime())) throw refused("has no valid time", relative);
    const directories = this.#missing(parentOf(relative));
    this.#claim(relative);
    return directories;
  }

  #missing(relative: string): readonly string[] {
    if (this.#directories.has(relative)) return [];
    const above = this.#missing(parentOf(relative));
    this.#claim(relative);
    this.#directories.add(relative);
    return [...above, relative];
  }

  #claim(relative: string): void {
    const key = collisionKey(relative);
    const earlier = this.#claims.get(key);
    if (earlier === relative) throw refused("is there twice", relative);
    if (earlier !== undefined) throw refused("is another entry but for case or spelling", relative);
    const { entries } = this.#limits;
    if (this.#claims.size >= entries) throw refused(`has more than ${entries} entries`);
    this.#claims.set(key, relative);
  }
}

function parentOf(relative: string): string {
  return relative.slice(0, Math.max(0, relative.lastIndexOf("/")));
}
