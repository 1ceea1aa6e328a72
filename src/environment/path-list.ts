import path from "node:path";

/**
 * The directories of a PATH. An empty element means the current directory and is kept; an empty or
 * missing PATH is no list at all.
 */
export function splitPath(value: string | undefined): string[] {
  return value === undefined || value === "" ? [] : value.split(":");
}

/** `directory` once, in front. */
export function putFirst(list: readonly string[], directory: string): string[] {
  return [directory, ...dropFrom(list, (element) => element === normalized(directory))];
}

/** The list without the elements for which `isUnwanted` holds; it sees them without trailing slashes. */
export function dropFrom(list: readonly string[], isUnwanted: (element: string) => boolean): string[] {
  return list.filter((element) => !isUnwanted(normalized(element)));
}

function normalized(element: string): string {
  return element === "" ? "" : path.join(element, ".");
}
