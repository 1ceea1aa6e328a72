import fc from "fast-check";

/** Valid inputs, broken in the ways that break parsers. */

/** One change to bytes; `others` gives material to splice in. */
type Change = (bytes: Buffer) => Buffer;

const place = fc.nat({ max: 2 ** 30 });
const byte = fc.oneof(
  fc.nat({ max: 255 }),
  fc.constantFrom(0, 0x0a, 0x0d, 0x20, 0x22, 0x2f, 0x7f, 0x80, 0xff),
);
const length = fc.oneof(fc.nat({ max: 16 }), fc.nat({ max: 4096 }));
const hugeNumbers = [0n, 1n, 0x7fn, 0xffn, 0x7fffn, 0xffffn, 0x7fff_ffffn, 0xffff_fffen, 0xffff_ffffn];
const wideNumbers = [...hugeNumbers, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

/** Up to six changes to one of these inputs, which are also what is spliced in. Now and then none at all. */
export function mutatedBytes(seeds: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const seed = fc.constantFrom(...seeds);
  const change = byteChange(seed);
  return fc
    .tuple(seed, fc.array(change, { maxLength: 6 }))
    .map(([bytes, changes]) =>
      changes.reduce<Buffer>((changed, apply) => apply(changed), Buffer.from(bytes)),
    );
}

function byteChange(seed: fc.Arbitrary<Buffer>): fc.Arbitrary<Change> {
  return fc.oneof<fc.MaybeWeightedArbitrary<Change>[]>(
    { weight: 4, arbitrary: fc.tuple(place, fc.nat({ max: 7 })).map(flipBit) },
    { weight: 4, arbitrary: fc.tuple(place, byte).map(setByte) },
    { weight: 3, arbitrary: fc.tuple(place, fc.constantFrom(1, 2, 4, 8), fc.boolean(), wide).map(setNumber) },
    {
      weight: 1,
      arbitrary: place.map(
        (at): Change =>
          (bytes) =>
            bytes.subarray(0, at % (bytes.length + 1)),
      ),
    },
    { weight: 2, arbitrary: fc.tuple(place, length, fc.constant(Buffer.alloc(0))).map(replace) },
    { weight: 2, arbitrary: fc.tuple(place, length, place).map(repeat) },
    { weight: 2, arbitrary: fc.tuple(place, length, seed, place).map(splice) },
    { weight: 1, arbitrary: fc.tuple(place, fc.uint8Array({ maxLength: 32 })).map(insert) },
  );
}

const wide = fc.oneof(fc.constantFrom(...wideNumbers), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));

function flipBit([at, bit]: [number, number]): Change {
  return (bytes) => changed(bytes, at, (value) => value ^ (1 << bit));
}

function setByte([at, value]: [number, number]): Change {
  return (bytes) => changed(bytes, at, () => value);
}

function changed(bytes: Buffer, at: number, next: (value: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  const index = at % Math.max(1, copy.length);
  const value = copy[index];
  if (value !== undefined) copy[index] = next(value);
  return copy;
}

/** A field of 1 to 8 bytes, at a multiple of its size where headers have them. */
function setNumber([at, size, littleEndian, value]: [number, number, boolean, bigint]): Change {
  return (bytes) => {
    const field = Buffer.alloc(8);
    field.writeBigUInt64BE(BigInt.asUintN(size * 8, value));
    const written = field.subarray(8 - size);
    const start = Math.floor((at % (bytes.length + 1)) / size) * size;
    return replace([start, size, littleEndian ? Buffer.from(written).reverse() : written])(bytes);
  };
}

function replace([at, count, by]: [number, number, Uint8Array]): Change {
  return (bytes) => {
    const start = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(start + count)]);
  };
}

function repeat([from, count, to]: [number, number, number]): Change {
  return (bytes) => {
    const start = from % (bytes.length + 1);
    return replace([to, 0, bytes.subarray(start, start + count)])(bytes);
  };
}

function splice([at, count, other, from]: [number, number, Buffer, number]): Change {
  return (bytes) => {
    const start = from % (other.length + 1);
    return replace([at, count, other.subarray(start, start + count)])(bytes);
  };
}

function insert([at, bytes]: [number, Uint8Array]): Change {
  return replace([at, 0, bytes]);
}

/** What text parsers stumble over. */
const ODD_WORDS = [
  ...[
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\0",
    "\uFEFF",
    "\u2028",
    "\u00a0",
    "\u0085",
    "\ud800",
    "é",
    "١",
    "Ａ",
  ],
  ...[
    "#",
    "//",
    '"',
    "'",
    "\\",
    "/",
    "..",
    "%",
    "%zz",
    "%00",
    "%2f",
    "$(x)",
    "`",
    "*",
    "?",
    "[",
    "-",
    "--",
    "~",
  ],
  ...["0", "-1", "1e3", "0x10", "00", "999999999", "1000000000", "9007199254740993", "9".repeat(400), "NaN"],
  ...["__proto__", "constructor", "toString", "null", "[]", "{}", "<a ", ">", "=", "@", ":", "|", ","],
  ..."a aa".split(" ").map((text) => text.repeat(5000)),
];

type TextChange = (text: string) => string;

/** Up to six changes to one of these texts. `words` are put in too, as the things that mean something to the parser. */
export function mutatedText(seeds: readonly string[], words: readonly string[] = []): fc.Arbitrary<string> {
  const seed = fc.constantFrom(...seeds);
  const change = textChange(seed, [...words, ...words, ...ODD_WORDS]);
  return fc
    .tuple(seed, fc.array(change, { maxLength: 6 }))
    .map(([text, changes]) => changes.reduce((changed, apply) => apply(changed), text));
}

function textChange(seed: fc.Arbitrary<string>, words: readonly string[]): fc.Arbitrary<TextChange> {
  const word = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...words) },
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(place, fc.constantFrom(0, 0, 1, 1, 3, 20), word).map(putText) },
    { weight: 2, arbitrary: fc.tuple(place, word).map(replaceNumber) },
    { weight: 2, arbitrary: fc.tuple(place, word).map(replaceWord) },
    { weight: 2, arbitrary: fc.tuple(place, place, fc.constantFrom(1, 1, 50)).map(repeatLine) },
    {
      weight: 1,
      arbitrary: place.map(
        (at): TextChange =>
          (text) =>
            text.slice(0, at % (text.length + 1)),
      ),
    },
    {
      weight: 1,
      arbitrary: place.map(
        (at): TextChange =>
          (text) =>
            text.slice(at % (text.length + 1)),
      ),
    },
    { weight: 1, arbitrary: fc.tuple(place, seed, place).map(crossOver) },
    { weight: 1, arbitrary: fc.constant<TextChange>((text) => text.replaceAll("\n", "\r\n")) },
  );
}

function putText([at, count, by]: [number, number, string]): TextChange {
  return (text) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + by + text.slice(start + count);
  };
}

function replaceNumber([which, by]: [number, string]): TextChange {
  return (text) => replaceMatch(text, /[0-9]+/g, which, by);
}

function replaceWord([which, by]: [number, string]): TextChange {
  return (text) => replaceMatch(text, /[^\s"'<>=,:]+/g, which, by);
}

function replaceMatch(text: string, pattern: RegExp, which: number, by: string): string {
  const matches = [...text.matchAll(pattern)];
  const match = matches[which % Math.max(1, matches.length)];
  if (match === undefined) return text;
  return text.slice(0, match.index) + by + text.slice(match.index + match[0].length);
}

function repeatLine([from, to, times]: [number, number, number]): TextChange {
  return (text) => {
    const lines = text.split("\n");
    const line = lines[from % lines.length] ?? "";
    lines.splice(to % lines.length, 0, ...Array.from({ length: times }, () => line));
    return lines.join("\n");
  };
}

function crossOver([at, other, from]: [number, string, number]): TextChange {
  return (text) => text.slice(0, at % (text.length + 1)) + other.slice(from % (other.length + 1));
}

/** Deeper than the stack of whatever goes down into it by recursion. */
const DEPTH = 10_000;
const DEEP_LIST = "[".repeat(DEPTH) + "]".repeat(DEPTH);
const DEEP_OBJECT = `${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}`;

/** Text that stands for a JSON value of any kind, one far too deep included. */
const oddJson = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("null", "true", "0", "-1", "1.5", "1e400", "-0", '""', "[]", "{}"),
  },
  { weight: 2, arbitrary: fc.constantFrom("9007199254740993", '"\\u0000"', '"\\ud800"', '{"__proto__":1}') },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 8 }).map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_WORDS).map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(DEEP_LIST, DEEP_OBJECT) },
);

/**
 * One of these values as JSON text with some of its parts replaced, left out, repeated or called something else, or
 * with changes to the text itself.
 */
export function mutatedJson(seeds: readonly unknown[]): fc.Arbitrary<string> {
  const how = fc.constantFrom<JsonChange["how"]>("replace", "replace", "drop", "repeat", "rename");
  const change: fc.Arbitrary<JsonChange> = fc.record({ which: place, how, odd: oddJson });
  const values = fc.tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 })).map(changedJson);
  const texts = mutatedText(seeds.map((value) => JSON.stringify(value, null, 2)));
  return fc.oneof({ weight: 2, arbitrary: values }, { weight: 1, arbitrary: texts });
}

interface JsonChange {
  readonly which: number;
  readonly how: "replace" | "drop" | "repeat" | "rename";
  /** JSON text. */
  readonly odd: string;
}

type Container = Record<string, unknown> | unknown[];

function changedJson([seed, changes]: [unknown, JsonChange[]]): string {
  const root: Container = [structuredClone(seed)];
  for (const [i, change] of changes.entries()) changeJson(root, change, `@${i}@`);
  const text = JSON.stringify(root[0]) ?? "";
  return changes.reduce((all, { odd }, i) => all.replaceAll(`"@${i}@"`, () => odd), text);
}

/** `mark` stands for what is put in: not every JSON text can be made from a value. */
function changeJson(root: Container, { which, how, odd }: JsonChange, mark: string): void {
  const slots = slotsOf(root);
  const [container, name] = slots[which % Math.max(1, slots.length)] ?? [root, "0"];
  const value = Reflect.get(container, name);
  if (how === "replace" || container === root) Reflect.set(container, name, mark);
  else if (Array.isArray(container)) container.splice(Number(name), how === "drop" ? 1 : 0, value);
  else {
    if (how !== "repeat") delete container[name];
    if (how !== "drop") container[odd.slice(0, 20)] = value;
  }
}

/** Every place in which a value stands, those in containers within included. */
function slotsOf(container: Container): [Container, string][] {
  return Object.entries(container).flatMap(([name, value]) => {
    const inner = typeof value === "object" && value !== null ? slotsOf(value as Container) : [];
    return [[container, name] as [Container, string], ...inner];
  });
}
