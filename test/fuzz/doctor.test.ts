import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMounts } from "../../src/doctor/disk/mounts.ts";
import { parseDockerfile } from "../../src/doctor/dockerfile/instructions.ts";
import { lintDockerfile } from "../../src/doctor/dockerfile/lint.ts";
import { parseGoFlags } from "../../src/doctor/settings/go-flags.ts";
import { shellCommands } from "../../src/doctor/startup/commands.ts";
import {
  environmentDStatements,
  environmentStatements,
  pamEnvironmentStatements,
  plistStatements,
  universalStatements,
} from "../../src/doctor/startup/plain-files.ts";
import { shellStatements } from "../../src/doctor/startup/statements.ts";
import { version } from "../goversion/arbitrary.ts";
import { fuzz } from "./fuzz.ts";
import { mutatedText } from "./mutate.ts";

const SHELL_WORDS = [
  ..."( ) { } ; & | < > << <<- <<< >( <( (( )) $( ${ $(( ` $' \" ' \\ # ! ~ = += \n \\\n $x ${x}".split(" "),
  ..."if then fi case esac do done export set -gx function end source EOF"
    .split(" ")
    .map((word) => ` ${word} `),
];
const RC_FILES = [
  'export PATH="$HOME/go/bin:$PATH"\nGOROOT=/usr/local/go # old\nif [ -d /opt/go ]; then . /opt/go/env; fi\n',
  "cat <<EOF\nexport GOROOT=/no\nEOF\nf() { export GOFLAGS='-mod=mod'; }\neval \"$(goenv init -)\" && x=`date`\n",
  "set -gx GOROOT /usr/local/go\nfish_add_path ~/go/bin\nif test -d /x\n  source /x/env.fish\nend\n",
];
const rcFile = mutatedText(RC_FILES, SHELL_WORDS);
const dialect = fc.constantFrom("posix", "fish");

fuzz("a start-up file is commands in the order of its lines", fc.tuple(rcFile, dialect), ([text, kind]) => {
  const commands = shellCommands(text, kind);
  const last = text.split("\n").length;
  for (const { source, line, words } of commands) {
    expect(text).toContain(source);
    expect(words.length).toBeGreaterThan(0);
    expect(line).toBeLessThanOrEqual(last);
  }
  expect(commands.map(({ line }) => line)).toEqual(commands.map(({ line }) => line).sort((a, b) => a - b));
  for (const { line } of shellStatements(commands, kind)) expect(line).toBeLessThanOrEqual(last);
});

const PLAIN_READERS = {
  environmentStatements,
  environmentDStatements,
  pamEnvironmentStatements,
  plistStatements,
  universalStatements,
};
const plainFile = mutatedText(
  [
    'GOROOT="/usr/local/go"\nexport PATH=/a:$PATH\nGOFLAGS DEFAULT=-mod=mod OVERRIDE=@{HOME}/x\n',
    "SETUVAR --export GOROOT:/usr/local/go\nSETUVAR --path --export PATH:/a\\x1e/b\n",
    "<string>launchctl setenv GOROOT /usr/local/go</string>\n<string>setenv</string><string>A</string><string>b</string>",
  ],
  [
    ...SHELL_WORDS,
    "SETUVAR --export ",
    "\\x4",
    "\\u00",
    "DEFAULT=",
    "@{HOME}",
    "setenv ",
    "</string><string>",
  ],
);

fuzz("a file of variables is settings of its lines", plainFile, (text) => {
  const last = text.split("\n").length;
  for (const read of Object.values(PLAIN_READERS)) {
    for (const statement of read(text)) expect(statement.line).toBeLessThanOrEqual(last);
  }
});

const DOCKER_WORDS = [
  "FROM ",
  "ENV ",
  "RUN ",
  "COPY --from=",
  "ARG ",
  "\\\n",
  "\n",
  "<<EOF",
  "EOF\n",
  "$",
  "${",
  "}",
  "`",
];
const dockerfile = mutatedText(
  [
    "# syntax=docker/dockerfile:1\nFROM golang:1.22 AS build\nENV PATH=$PATH:/x \\\n  GOROOT=/usr/lib/go\nRUN go build ./...\n",
    "# escape=`\nARG V=1.22\nFROM golang:${V:-1.21}-alpine\nRUN <<EOF\nexport GOROOT=/x\nEOF\nFROM scratch\nCOPY --from=0 /a /b\n",
    'FROM debian\nCOPY --from=golang:1.22 /usr/local/go /usr/local/go\nENV GOROOT /usr/local/go\nSHELL ["bash", "-c"]\n',
  ],
  DOCKER_WORDS,
);

fuzz("a Dockerfile is instructions and findings of its lines", dockerfile, (text) => {
  const last = text.split("\n").length;
  for (const { line, lineAt, text: body } of parseDockerfile(text).instructions) {
    expect(lineAt(0)).toBeGreaterThanOrEqual(line);
    expect(lineAt(body.length)).toBeLessThanOrEqual(last);
  }
  for (const { id, title } of lintDockerfile(text, "/nowhere/Dockerfile")) expect(id && title).not.toBe("");
});

const goFlags = mutatedText(
  ["-mod=mod -tags='a b' \"-ldflags=-X a=b\"", "-race  -p=4 --json"],
  ["'", '"', "-", "=", " "],
);

fuzz(
  "GOFLAGS is words of its text",
  fc.tuple(goFlags, fc.constantFrom("1.17", "1.22.5", "1.99")),
  ([text, release]) => {
    const { words, flags } = parseGoFlags(text, version(release));
    for (const word of words) expect(text).toContain(word);
    expect(flags.length).toBeLessThanOrEqual(words.length);
  },
);

const mountinfo = mutatedText(
  [
    "36 35 98:0 / / rw,noatime master:1 - ext4 /dev/root rw\n22 36 0:21 / /a\\040b rw,noexec - tmpfs tmpfs rw\n",
  ],
  [" ", "\\0", "\\777", "\n"],
);

fuzz("mountinfo is mount points with options", mountinfo, (text) => {
  for (const { point, options } of parseMounts(text)) {
    expect(typeof point).toBe("string");
    expect(options.length).toBeGreaterThan(0);
  }
});

/** More than anybody has; what took the square of it would not end. */
const LARGEST = 100_000;

describe("a large file of nothing but", () => {
  test.each([
    "(",
    ")",
    "{",
    '"',
    "'",
    "`",
    "$",
    "$(",
    '"$(',
    "${",
    '"${',
    "((",
    "$'",
    "\\",
    "<<a\n",
    "\n",
    "a=(",
    " ",
    "1",
    "if ",
  ])("%j is read as a start-up file", (piece) => {
    const text = piece.repeat(LARGEST / piece.length);
    for (const kind of ["posix", "fish"] as const) shellStatements(shellCommands(text, kind), kind);
    environmentDStatements(text);
  });

  test.each(["\n", "a\\\n", "RUN <<a\n", "#=\n", "RUN --a=b ", "ENV A=$", "$"])(
    "%j is read as a Dockerfile",
    (piece) => {
      const text = `FROM golang:1.22\nRUN ${piece.repeat(LARGEST / piece.length)}`;
      lintDockerfile(text, "/nowhere/Dockerfile");
    },
  );

  test.each(["a ", "setenv ", "A DEFAULT=", " ", "SETUVAR --export ", "'"])(
    "%j is read as variables",
    (piece) => {
      const text = piece.repeat(LARGEST / piece.length);
      for (const read of Object.values(PLAIN_READERS)) read(text);
      parseMounts(text);
      parseGoFlags(text, version("1.22.5"));
    },
  );
});
