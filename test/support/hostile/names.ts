/** Names that no archive of Go has, by what is wrong with them, and why gov refuses each. */

export type BadName = readonly [name: string, reason: RegExp];

export interface NameClass {
  readonly name: string;
  /** `outside` is a directory that is there and that nothing may touch. */
  readonly names: (outside: string) => readonly BadName[];
}

const because =
  (reason: RegExp) =>
  (...names: string[]): BadName[] =>
    names.map((name) => [name, reason]);

export const NAME_CLASSES: readonly NameClass[] = [
  {
    name: "paths that climb out",
    names: () =>
      because(/has the part `\.\.` in its path/)(
        "..",
        "go/..",
        "../outside/file",
        "go/../../outside/file",
        "go/src/../../../../../outside/file",
        "go/../go/more",
      ),
  },
  {
    name: "absolute paths",
    names: (outside) =>
      because(/has an empty part in its path/)(`${outside}/file`, `/${outside}/file`, "/etc/passwd"),
  },
  {
    name: "paths of Windows",
    names: () => [
      ...because(/has a backslash in its path/)(
        "C:..\\file",
        "\\\\server\\share\\file",
        "\\\\?\\C:\\file",
        "go\\..\\..\\outside\\file",
        "go/..\\..\\outside\\file",
      ),
      ...because(/has a colon in its path/)("C:/file", "go/C:file", "go/file:stream"),
      ...because(/ends in a dot or a space/)("go/file.", "go/file ", "go/dir /file", "go/..."),
      ...because(/has the name of a Windows device/)(
        "go/CON",
        "go/aux.go",
        "go/nul .txt",
        "go/src/LPT1/file",
      ),
    ],
  },
  {
    name: "paths that say one thing in two ways",
    names: () => [
      ...because(/has the part `\.` in its path/)("./go/file", "go/./file", "go/src/."),
      ...because(/has an empty part in its path/)("go//file", "go/src//file"),
    ],
  },
  {
    name: "names beside go/, such as gov's own papers",
    names: () =>
      because(/is not below `(?:go|golang\.org\/toolchain@v0\.0\.1-\S+)\/`/)(
        "file",
        "Go/file",
        "gopher/file",
        "receipt.json",
        "manifest.gz",
        ".unproven",
        "golang.org/toolchain@v0.0.1-go1.2.3.linux-amd64/file",
      ),
  },
  {
    name: "control characters",
    names: () =>
      because(/has a control character in its path|malformed (?:long name|pax record)/)(
        "go/a\nb",
        "go/a\rb",
        "go/\u001b[2Jfile",
        "go/\u007f",
        "go/\u0085",
        "go/\u202egpj.exe",
        "go/.g\u200cit",
        "go/a\u2028b",
      ),
  },
  {
    name: "NUL in a name",
    names: () =>
      because(/NUL in it|has a control character in its path|malformed (?:long name|pax record)/)(
        "go/a\0b",
        "go/src/a\0/../../../outside/file",
      ),
  },
  {
    name: "names that are too long or too deep",
    names: () => [
      ...because(/has a name that is too long/)(`go/${"n".repeat(300)}`),
      ...because(/has a path that is too long/)(`go/${`${"n".repeat(200)}/`.repeat(6)}file`),
      ...because(/lies too deep/)(`go/${"d/".repeat(70)}file`),
      ...because(/has a path that is too long|unlikely size/)(`go/${"d/".repeat(10_000)}file`),
    ],
  },
];
