import { longName, pax, type TarItem, tar } from "../archives.ts";
import type { BadName } from "./names.ts";

/** Items behind those of the release. */
export type Forged = readonly [spelling: string, reason: RegExp, ...items: (TarItem | Buffer)[]];

export const GNU = "ustar  \0";
export const NO_END = { end: Buffer.alloc(0) };

export function nameSpellings([name, reason]: BadName): Forged[] {
  const spelling = (what: string, type: string) => {
    const spell = ([where, items]: Place): Forged => [
      `${what} ${JSON.stringify(name)}, in ${where}`,
      reason,
      ...items,
    ];
    return placesOf(name, type).map(spell);
  };
  return [
    ...spelling("a file", "0"),
    ...spelling("a directory", "5").filter(([it]) => !/GNU|prefix/.test(it)),
  ];
}

type Place = [where: string, items: TarItem[]];

/** Each place that can hold a name. */
function placesOf(name: string, type: string): Place[] {
  const long: Place[] = [
    ["a GNU long name", [longName(name), { name: "go/short", type, magic: GNU }]],
    ["a pax path", [pax({ path: name }), { name: "go/short", type }]],
  ];
  if (Buffer.byteLength(name) > 100) return long;
  const slash = name.indexOf("/", 1);
  const [prefix, rest] = [name.slice(0, slash), name.slice(slash + 1)];
  const inPrefix: Place[] = slash > 0 && rest !== "" ? [["the prefix", [{ name: rest, prefix, type }]]] : [];
  return [["the header", [{ name, type }]], ...inPrefix, ...long];
}

export function notUtf8(): Forged[] {
  const body = Buffer.from("16 path=go/\xff\xfe\n", "latin1");
  return [
    ["in the header", /has a name that is not UTF-8/, rawName("go/\xff")],
    ["an overlong slash", /has a name that is not UTF-8/, rawName("go/..\xc0\xafoutside")],
    ["in a pax path", /not UTF-8/, { name: "x", type: "x", body }, { name: "go/a" }],
    [
      "in a long name",
      /not UTF-8/,
      { ...longName(""), body: Buffer.from("go/\xff\0", "latin1") },
      { name: "go/a" },
    ],
  ];
}

/** The field is written as UTF-8, so the bytes are put in afterwards and the checksum moved along. */
function rawName(name: string): Buffer {
  const bytes = Buffer.from(name, "latin1");
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  const header = tar([{ name: "", checksumError: sum }], NO_END);
  bytes.copy(header);
  return header;
}

export function goMods(): Forged[] {
  return ["go/_go.mod", "go/src/_go.mod"].flatMap((name) =>
    placesOf(name, "0").map(
      ([where, items]): Forged => [`${name} in ${where}`, /taken for a go\.mod/, ...items],
    ),
  );
}
