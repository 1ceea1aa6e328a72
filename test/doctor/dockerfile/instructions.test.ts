import { expect, test } from "vitest";
import { parseDockerfile } from "../../../src/doctor/dockerfile/instructions.ts";
import { commandsOf } from "../../../src/doctor/dockerfile/shell-commands.ts";
import { stagesOf } from "../../../src/doctor/dockerfile/stages.ts";
import { assignmentsOf, plainWords } from "../../../src/doctor/dockerfile/words.ts";

function instructions(text: string) {
  return parseDockerfile(text).instructions;
}

function only(text: string) {
  const [first, ...others] = instructions(text);
  expect(others).toEqual([]);
  if (first === undefined) throw new Error("no instruction");
  return first;
}

test("names are read in any case, blank lines and comments are passed over, lines are counted", () => {
  const text = "\ufeff# a comment\n\nfrom golang:1.22\r\n  Run go build\r\n";
  expect(instructions(text).map(({ name, text, line }) => [name, text, line])).toEqual([
    ["FROM", "golang:1.22", 3],
    ["RUN", "go build", 4],
  ]);
});

test("a line that goes on takes comments and blank lines with it, and every word knows its line", () => {
  const env = only("ENV A=1 \\  \n  # not a value \\\n\n  B=2 \\\n  C=3\n");
  expect(env.text.replaceAll(/\s+/g, " ")).toBe("A=1 B=2 C=3");
  expect(assignmentsOf(env, "\\")).toEqual([
    { name: "A", raw: "1", line: 1 },
    { name: "B", raw: "2", line: 4 },
    { name: "C", raw: "3", line: 5 },
  ]);
});

test("the escape directive counts before anything else only", () => {
  const { instructions: found, escapeMark } = parseDockerfile(
    "# syntax=x/y\n# ESCAPE=`\nENV A=C:\\ `\n  B=2\n",
  );
  expect(escapeMark).toBe("`");
  expect(found).toHaveLength(1);
  expect(parseDockerfile("# hello\n# escape=`\nENV A=1 `\nENV B=2\n").escapeMark).toBe("\\");
  expect(parseDockerfile("FROM a\n# escape=`\n").escapeMark).toBe("\\");
});

test("heredocs belong to their instruction, and only to those that take one", () => {
  const text =
    "RUN <<EOF\ngo build\nFROM x\nEOF\nCOPY <<-'A' <<\"B\" /d/\n\tone\n\tA\ntwo\nB\nCMD echo <<EOF\nENV X=1\n";
  expect(instructions(text).map(({ name, heredocs, line }) => [name, heredocs, line])).toEqual([
    ["RUN", ["go build\nFROM x"], 1],
    ["COPY", ["one", "two"], 5],
    ["CMD", [], 10],
    ["ENV", [], 11],
  ]);
  expect(only("RUN <<EOF\nno end").heredocs).toEqual(["no end"]);
});

test("flags stand before the words, quoted words and the JSON form are words", () => {
  const copy = only('COPY --from=build --link --chown=1:2 ["/a b", "/c"]');
  expect([...copy.flags]).toEqual([
    ["from", "build"],
    ["link", ""],
    ["chown", "1:2"],
  ]);
  expect(plainWords(copy, "\\")).toEqual(["/a b", "/c"]);
  expect(plainWords(only('COPY "a b" c\\ d /e/'), "\\")).toEqual(["a b", "c\\ d", "/e/"]);
  expect(plainWords(only("CMD [not json]"), "\\")).toEqual(["[not", "json]"]);
});

test("both forms of ENV, and ARG with and without a value", () => {
  expect(assignmentsOf(only("ENV PATH /a:$PATH and more"), "\\")).toEqual([
    { name: "PATH", raw: "/a:$PATH and more", line: 1 },
  ]);
  expect(assignmentsOf(only(`ENV A="b c" D='e f'`), "\\").map(({ raw }) => raw)).toEqual(['"b c"', "'e f'"]);
  expect(assignmentsOf(only("ARG A B=1"), "\\").map(({ name, raw }) => [name, raw])).toEqual([
    ["A", null],
    ["B", "1"],
  ]);
});

test("stages have names, bases and the arguments before them", () => {
  const stages = stagesOf(
    parseDockerfile(
      "ARG V=1.22\nARG IMAGE=golang:${V}\nFROM --platform=$X ${IMAGE}-alpine AS Build\nRUN a\nFROM build\nFROM ${NONE:-scratch}\n",
    ),
  );
  const [build, second, third] = stages;
  expect([build?.name, build?.base]).toEqual(["build", "golang:1.22-alpine"]);
  expect(second?.base).toBe(build);
  expect([third?.name, third?.base]).toEqual([null, "scratch"]);
});

test.each([
  [
    "RUN set -e && CGO_ENABLED=0 go build -o /x . ; exec ./x | tee y",
    [["set", "-e"], ["go", "build", "-o", "/x", "."], ["./x"], ["tee", "y"]],
  ],
  ["RUN echo 'a && go test' \"b; go vet\" # go run\n", [["echo", "a && go test", "b; go vet"]]],
  ["RUN if [ -f x ]; then sudo -E go test; fi", [["[", "-f", "x", "]"], ["go", "test"], ["fi"]]],
  [
    "RUN V=$(go version) sh x",
    [
      ["go", "version"],
      ["sh", "x"],
    ],
  ],
  ['CMD ["go", "run", "."]', [["go", "run", "."]]],
  [
    'ENTRYPOINT ["/bin/sh", "-ec", "cd /a && go test"]',
    [
      ["cd", "/a"],
      ["go", "test"],
    ],
  ],
  ["HEALTHCHECK --interval=5s CMD go version", [["go", "version"]]],
  ["RUN <<EOF\ngo build\n\nls\nEOF", [["<<EOF"], ["go", "build"], ["ls"]]],
  ["RUN echo 'open", [["echo", "open"]]],
])("the commands of %s", (text, expected) => {
  expect(commandsOf(only(text))).toEqual(expected);
});
