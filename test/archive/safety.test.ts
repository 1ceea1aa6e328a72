import { expect, test } from "vitest";
import { collisionKey } from "../../src/archive/safety.ts";

test("letters that differ by case or Unicode form alone have one key", () => {
  const apart: string[] = [];
  for (let code = 0x80; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const letter = String.fromCodePoint(code);
    const key = collisionKey(letter);
    const others = [
      letter.toLowerCase(),
      letter.toUpperCase(),
      letter.normalize("NFD"),
      letter.normalize("NFC"),
    ];
    if (others.some((other) => collisionKey(other) !== key)) apart.push(letter);
  }
  expect(apart).toEqual([]);
});

test.each([
  ["a", "b"],
  ["a", "\u00e4"],
  ["\u00e9", "e"],
  ["a/b", "ab"],
])("%j and %j have two", (one, other) => {
  expect(collisionKey(one)).not.toBe(collisionKey(other));
});
