import { longName, pax, type TarItem } from "../archives.ts";
import { type Forged, GNU } from "./tar-names.ts";

export function links(outside: string): Forged[] {
  const kinds: [string, string, RegExp][] = [
    ["symbolic link", "2", /is a symbolic link/],
    ["hard link", "1", /is a hard link/],
  ];
  const targets = [
    `${outside}/file`,
    "../../../../../outside/file",
    "/etc/passwd",
    ".",
    "..",
    "go/VERSION",
    "missing",
  ];
  return kinds.flatMap(([kind, type, reason]) => [
    ...targets.flatMap((target): Forged[] => [
      [`${kind} to ${target}`, reason, { name: "go/a", type, linkname: target }],
      [
        `${kind} to ${target}, by a GNU long link`,
        /header of type `K`/,
        { ...longName(target), type: "K" },
        { name: "go/a", type, linkname: "short", magic: GNU },
      ],
      [
        `${kind} to ${target}, by pax`,
        /pax record `linkpath`/,
        pax({ linkpath: target }),
        { name: "go/a", type, linkname: "short" },
      ],
    ]),
    [`${kind} without a target`, /linkpath required/, { name: "go/a", type }],
    [`${kind} with a body`, reason, { name: "go/a", type, linkname: "/etc/passwd", body: "x" }],
    [`${kind} by a long name`, reason, longName("go/a"), { name: "go/b", type, linkname: "/", magic: GNU }],
    [
      `${kind} in place of a file that is there`,
      reason,
      { name: "go/VERSION", type, linkname: "/etc/passwd" },
    ],
    [
      `${kind} in place of gov's receipt`,
      reason,
      { name: "receipt.json", type, linkname: `${outside}/file` },
    ],
  ]);
}

export function throughLinks(outside: string): Forged[] {
  const link = { name: "go/a", type: "2", linkname: outside };
  const reason = /`go\/a` is a symbolic link/;
  return [
    ["a link, then a file of its name", reason, link, { name: "go/a", body: "x" }],
    ["a link, then a file behind it", reason, link, { name: "go/a/file", body: "x" }],
    ["a link, then a directory of its name", reason, link, { name: "go/a/", type: "5", mode: 0o777 }],
    [
      "a directory, then a link of its name, then a file",
      reason,
      { name: "go/a/", type: "5" },
      link,
      { name: "go/a/file" },
    ],
    [
      "a directory with a file, then a link of its name",
      reason,
      { name: "go/a/file" },
      link,
      { name: "go/a/file" },
    ],
    ["a link to a link", reason, { ...link, linkname: "b" }, { name: "go/b", type: "2", linkname: outside }],
    ["a link to itself", reason, { ...link, linkname: "a" }],
    ["a hard link through a link", reason, link, { name: "go/b", type: "1", linkname: "go/a/file" }],
    [
      "a hard link, then a file of its name",
      /is a hard link/,
      { ...link, type: "1" },
      { name: "go/a", body: "x" },
    ],
    ["a file with a link target", /linkpath forbidden/, { name: "go/a", linkname: outside }],
    ["a file that pax makes a link", /pax record `linkpath`/, pax({ linkpath: outside }), { name: "go/a" }],
  ];
}

export function types(): Forged[] {
  const gnu = (type: string) => ({ name: "go/a", type, magic: GNU });
  return [
    ["a character device", /is a device/, { name: "go/a", type: "3" }],
    ["a block device", /is a device/, { name: "go/a", type: "4" }],
    ["a pipe", /is a named pipe/, { name: "go/a", type: "6" }],
    ["a contiguous file", /of the type ContiguousFile/, { name: "go/a", type: "7" }],
    ["a GNU dump directory", /of the type GNUDumpDir/, gnu("D")],
    ["a volume header", /of the type TapeVolumeHeader/, gnu("V")],
    ["a continued file", /of the type ContinuationFile/, gnu("M")],
    ["an access control list of Solaris", /of the type SolarisACL/, { name: "go/a", type: "A" }],
    ["an inode of star", /of the type Inode/, { name: "go/a", type: "I" }],
    ...["8", "9", "Z", "a", "\u0001", "-"].map(
      (type): Forged => [`type ${JSON.stringify(type)}`, /of the type Unsupported/, { name: "go/a", type }],
    ),
  ];
}

export function twice(): Forged[] {
  const pairs: [string, string, string, RegExp][] = [
    ["a file", "go/a", "go/a", /is there twice/],
    ["a file and its twin but for case", "go/src/A", "go/src/a", /but for case or spelling/],
    ["a directory and its twin but for case", "go/Src/a", "go/src/b", /but for case or spelling/],
    ["a name in both Unicode forms", "go/\u00e9", "go/e\u0301", /but for case or spelling/],
    ["ß and ss", "go/stra\u00dfe", "go/strasse", /but for case or spelling/],
    ["the capital of ß and ss", "go/stra\u1e9ee", "go/strasse", /but for case or spelling/],
    ["the Kelvin sign and k", "go/\u212a", "go/k", /but for case or spelling/],
    ["a file, then a directory", "go/a", "go/a/b", /is there twice/],
    ["a directory, then a file", "go/a/b", "go/a", /is there twice/],
    ["a directory", "go/a/", "go/a/", /is there twice/],
    ["what h1 covers and what it does not", "go/Test/a", "go/test/a", /but for case or spelling/],
  ];
  return [
    ...pairs.map(([what, first, second, reason]): Forged => {
      const items = [first, second].flatMap((name) => [pax({ path: name }), plain(name)]);
      return [what, reason, ...items];
    }),
    ["a file of the release", /is there twice/, { name: "go/VERSION", body: "go1.2.3\n" }],
    ["a file of the release but for case", /but for case or spelling/, { name: "go/version", body: "x" }],
  ];
}

function plain(name: string): TarItem {
  return { name: "go/short", type: name.endsWith("/") ? "5" : "0" };
}
