import { expect, test } from "vitest";
import { Sha256 } from "../../src/verify/digest.ts";

test("Sha256 counts and hashes what goes through, in whatever pieces", () => {
  const whole = new Sha256();
  whole.update(Buffer.from("abc"));
  const pieces = new Sha256();
  for (const piece of ["a", "", "bc"]) pieces.update(Buffer.from(piece));
  expect([whole.bytes, pieces.bytes]).toEqual([3, 3]);
  // FIPS 180-2, appendix B.1.
  const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect([whole.hex(), pieces.hex()]).toEqual([expected, expected]);
});
