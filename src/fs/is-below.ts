/** Is it this directory, or in it? Both are absolute and without `..`. */
export function isBelow(file: string, directory: string): boolean {
  return file === directory || directory === "/" || file.startsWith(`${directory}/`);
}
