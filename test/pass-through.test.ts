import { expect, test } from "vitest";
import { protectProgram } from "../src/pass-through.ts";

test.each([
  ["exec 1.22.5 go test -run X", "exec 1.22.5 -- go test -run X"],
  ["exec --no-install 1.22.5 go --help", "exec --no-install 1.22.5 -- go --help"],
  ["exec 1.22.5 -- go --help", "exec 1.22.5 -- go --help"],
  ["exec 1.22.5 -- sh -- --help", "exec 1.22.5 -- sh -- --help"],
  ["exec --all ls -l", "exec --all -- ls -l"],
  ["exec --all -- ls -l", "exec --all -- ls -l"],
  ["exec --help", "exec --help"],
  ["exec 1.22.5", "exec 1.22.5"],
  ["exec", "exec"],
  ["trace go test --json", "trace -- go test --json"],
  ["install 1.22.5 --force", "install 1.22.5 --force"],
  ["constructor x --help", "constructor x --help"],
  ["", ""],
])("%s -> %s", (typed, protectedWords) => {
  expect(protectProgram(typed.split(" "))).toEqual(protectedWords.split(" "));
});
