import { type ZipFrame, type ZipItem, zipExtra } from "../archives.ts";
import type { BadName } from "./names.ts";

export const MODULE = "golang.org/toolchain@v0.0.1-go1.21.90.linux-amd64/";

/** Items behind those of the release, or what is made of the whole archive. */
export type Forged = readonly [
  spelling: string,
  reason: RegExp,
  items: ZipItem[] | ((whole: Buffer) => Buffer),
  frame?: ZipFrame,
];

/** Each place that can hold a name. */
export function nameSpellings([bad, why]: BadName, prefix: string): Forged[] {
  const name = bad.replace(/^go\//, prefix);
  // What is not ASCII has to be called UTF-8.
  const reason = name.includes("\u007f") ? /in an unknown character set/ : why;
  const fine = { name: `${prefix}a`, body: "x" };
  const twoWays = /is described in two ways|does not end where the next one begins/;
  const unicodePath = zipExtra(0x7075, Buffer.concat([Buffer.alloc(5), Buffer.from(name).subarray(0, 1000)]));
  const directory = { name: `${name}/`, attributes: 0x10, method: 0, descriptor: false };
  const said = JSON.stringify(name);
  return [
    [`${said} in both headers`, reason, [{ name, body: "x" }]],
    [`${said} in the local header`, twoWays, [{ ...fine, localName: name }]],
    [
      `${said} in the central directory`,
      new RegExp(`${reason.source}|${twoWays.source}`),
      [{ ...fine, name, localName: fine.name }],
    ],
    [`${said} of a directory`, new RegExp(`${reason.source}|is a directory in a module`), [directory]],
    [`${said} in a Unicode field`, /the extra field 0x7075/, [{ ...fine, extra: unicodePath }]],
    [`${said} in a local Unicode field`, /the extra field 0x7075/, [{ ...fine, localExtra: unicodePath }]],
  ];
}

export function notUtf8(prefix: string): Forged[] {
  const raw = (text: string) => Buffer.concat([Buffer.from(prefix), Buffer.from(text, "latin1")]);
  return [
    ["called UTF-8", /has a name that is not UTF-8/, [{ name: raw("\xff"), flags: 0x808 }]],
    ["not called so", /in an unknown character set/, [{ name: raw("\xff"), flags: 8 }]],
    ["UTF-8 that is not called so", /in an unknown character set/, [{ name: `${prefix}\u00e9`, flags: 8 }]],
    ["an overlong slash", /has a name that is not UTF-8/, [{ name: raw("..\xc0\xaffile"), flags: 0x808 }]],
  ];
}

export function goMods(prefix: string): Forged[] {
  const [reason, names] =
    prefix !== MODULE
      ? [/taken for a go\.mod/, ["_go.mod", "pkg/_go.mod"]]
      : [/is a go\.mod inside of a module/, ["go.mod", "pkg/go.mod", "pkg/GO.MOD", "src/go.mod"]];
  return names.map((name): Forged => [name, reason, [{ name: prefix + name, body: "module x\n" }]]);
}

export function links(prefix: string, outside: string): Forged[] {
  const name = `${prefix}a`;
  const link = { name, attributes: mode(0o120777) };
  const reason = /is a symbolic link/;
  const targets = [`${outside}/file`, "../../../../../outside/file", "/etc/passwd", ".", "missing"];
  return [
    ...targets.map((body): Forged => [`to ${body}`, reason, [{ ...link, body }]]),
    [
      "then a file behind it",
      reason,
      [
        { ...link, body: outside },
        { name: `${name}/file`, body: "x" },
      ],
    ],
    [
      "then a file of its name",
      reason,
      [
        { ...link, body: outside },
        { name, body: "x" },
      ],
    ],
    [
      "in place of a file of the release",
      reason,
      [{ ...link, name: `${prefix}VERSION`, body: "/etc/passwd" }],
    ],
    ["of a directory", reason, [{ ...link, name: `${name}/`, body: "" }]],
    ["by a field of ASi", /the extra field 0x756e/, [{ name, extra: zipExtra(0x756e, Buffer.alloc(20)) }]],
    ["by a field of PKWARE", /the extra field 0x000d/, [{ name, extra: zipExtra(0x000d, Buffer.alloc(20)) }]],
  ];
}

export function types(prefix: string): Forged[] {
  const kinds = {
    pipe: 0o010644,
    "character device": 0o020644,
    "block device": 0o060644,
    socket: 0o140644,
    "unknown type": 0o150644,
  };
  const name = `${prefix}a`;
  return [
    ...Object.entries(kinds).map(
      ([kind, bits]): Forged => [kind, /neither a file nor a directory/, [{ name, attributes: mode(bits) }]],
    ),
    ["a directory by its mode", /neither a file nor a directory/, [{ name, attributes: mode(0o040755) }]],
    ["a directory by DOS", /is a file and a directory/, [{ name, attributes: 0x10 }]],
    [
      "a file that ends in a slash",
      /neither a file nor a directory/,
      [{ name: `${name}/`, attributes: mode(0o100644) }],
    ],
    [
      "a directory with content",
      /is a directory with content/,
      [{ name: `${name}/`, attributes: 0x10, body: "x" }],
    ],
  ];
}

export function twice(prefix: string): Forged[] {
  const spelling = /but for case or spelling/;
  const pairs: [string, string, string, RegExp][] = [
    ["a file", "a", "a", /is there twice/],
    ["a file and its twin but for case", "src/A", "src/a", spelling],
    ["a directory and its twin but for case", "Src/a", "src/b", spelling],
    ["a name in both Unicode forms", "\u00e9", "e\u0301", spelling],
    ["\u00df and ss", "stra\u00dfe", "strasse", spelling],
    ["a file, then a directory", "a", "a/b", /is there twice/],
    ["a directory, then a file", "a/b", "a", /is there twice/],
  ];
  const item = (name: string): ZipItem => ({ name: prefix + name, body: "x" });
  const unicode = prefix === MODULE ? /but for case or spelling|no module may have/ : spelling;
  return [
    ...pairs.map(
      ([what, first, second, reason]): Forged => [
        what,
        reason === spelling ? unicode : reason,
        [item(first), item(second)],
      ],
    ),
    ["a file of the release", /is there twice/, [item("VERSION")]],
    ["a file of the release but for case", spelling, [item("version")]],
  ];
}

function mode(bits: number): number {
  return (bits << 16) >>> 0;
}
