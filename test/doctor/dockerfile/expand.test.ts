import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { expand, referencesIn } from "../../../src/doctor/dockerfile/expand.ts";
import { parseDockerfile } from "../../../src/doctor/dockerfile/instructions.ts";
import { stepsOf } from "../../../src/doctor/dockerfile/steps.ts";

const VARIABLES: Readonly<Record<string, string>> = {
  A: "one",
  EMPTY: "",
  PATH: "/bin:/usr/bin",
  B_2: "x y",
};

/** What a shell makes of the same word. */
function inShell(raw: string): string {
  const script = `unset NONE; printf %s ${raw.startsWith('"') || raw.startsWith("'") ? raw : `"${raw}"`}`;
  return execFileSync("/bin/sh", ["-c", script], { env: VARIABLES, encoding: "utf8" });
}

test.each([
  "$A",
  "${A}x",
  "a$A:$PATH",
  "$NONE",
  "${NONE}",
  "${NONE:-d}",
  "${EMPTY:-d}",
  "${EMPTY-d}",
  "${A:-d}",
  "${A:+alt}",
  "${EMPTY:+alt}",
  "${EMPTY+alt}",
  "${NONE:-${A}}",
  "$PATH:${NONE:-$A}/bin",
  '"$A b"',
  "'$A'",
  "\\$A",
  "$",
  "a$",
  "${B_2}",
  '"\\$A \\" c"',
])("%s is what a shell makes of it", (raw) => {
  expect(expand(raw, (name) => VARIABLES[name], "\\")).toBe(inShell(raw));
});

test("what a value refers to, inside of defaults too, and never in single quotes or behind the escape", () => {
  expect(referencesIn("$A:${B}/${C:-$D}'$E'\\$F\"$G\"", "\\")).toEqual(["A", "B", "C", "D", "G"]);
  expect(referencesIn("`$A$B", "`")).toEqual(["B"]);
});

test("ENV chains end as in a shell that works out each instruction before it assigns", () => {
  const name = fc.constantFrom("GOROOT", "PATH", "X");
  const part = fc.constantFrom("/a", ":", "b", "$GOROOT", "${PATH}", "$X", "${X:-none}");
  const assignment = fc.tuple(
    name,
    fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
  );
  const chain = fc.array(fc.uniqueArray(assignment, { minLength: 1, maxLength: 3, selector: ([it]) => it }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(chain, (instructions) => {
      const text = instructions.map((set) => `ENV ${set.map(([it, value]) => `${it}=${value}`).join(" ")}\n`);
      const { env } = stepsOf(parseDockerfile(`FROM golang:1.22\n${text.join("")}`)).at(-1)?.after ?? {
        env: new Map(),
      };
      const script = instructions.map((set) =>
        [
          ...set.map(([, value], index) => `_${index}="${value}"`),
          ...set.map(([it], index) => `${it}=$_${index}`),
        ].join("\n"),
      );
      const path = "/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
      const shown = 'printf "%s\\n" "$GOROOT" "$PATH" "$X"';
      const shell = execFileSync("/bin/sh", ["-c", `unset GOROOT X\n${script.join("\n")}\n${shown}`], {
        env: { PATH: path },
        encoding: "utf8",
      });
      expect(["GOROOT", "PATH", "X"].map((it) => `${env.get(it) ?? ""}\n`).join("")).toBe(shell);
    }),
    { numRuns: 60 },
  );
});
