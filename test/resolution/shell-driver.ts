import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { templatesDirectory } from "../../src/config/package-files.ts";
import { quotePosix } from "../../src/shells/quote.ts";
import { describeAnswer, type Prepared } from "./case-table.ts";

/** A shell that resolve.sh is written for, and how to start it. */
export interface Shell {
  readonly name: string;
  readonly command: readonly string[];
  readonly prelude?: string;
}

/** `scratch` gets a link named `sh`, by which bash knows that it is to be a POSIX shell. */
export function shellsIn(scratch: string): Shell[] {
  const bashAsSh = path.join(scratch, "sh");
  fs.symlinkSync(whichProgram("bash"), bashAsSh);
  return [
    { name: "dash", command: [whichProgram("dash")] },
    { name: "bash as sh", command: [bashAsSh] },
    { name: "bash", command: [whichProgram("bash"), "--norc"] },
    { name: "busybox ash", command: [whichProgram("busybox"), "ash"] },
    { name: "zsh", command: [whichProgram("zsh"), "-f"], prelude: "emulate sh" },
  ];
}

/** Options and values that a caller may have, and must have again afterwards. */
const HOSTILE = "IFS=/.0123456789; set -euf; set -a";

/** The answers to all these cases by one process, in the words of `want`. */
export function resolveIn(shell: Shell, cases: readonly Prepared[], options: { hostile: boolean }): string[] {
  const resolve = fs.readFileSync(path.join(templatesDirectory(), "resolve.sh"), "utf8");
  const script = [
    shell.prelude ?? "",
    "export LC_ALL=C.UTF-8",
    resolve,
    "_gov_may_cd=1",
    // Before the shell reads anything else into it.
    ...cases.map((it) => `(${setUp(it)}; ${options.hostile ? HOSTILE : ":"}; ${ASK})`),
  ].join("\n");
  const [program = "", ...args] = shell.command;
  const file = path.join(cases[0]?.dir ?? "", "driver.sh");
  fs.writeFileSync(file, script);
  const { stdout, stderr } = spawnSync(program, [...args, file], { encoding: "utf8" });
  if (stderr !== "") throw new Error(`${shell.name} said: ${stderr}`);
  const answers = stdout.split("\x1e").slice(0, -1);
  return answers.map((answer, index) => inWords(answer.split("\x1f"), cases[index]?.dir ?? ""));
}

function setUp({ dir, cwd, env }: Prepared): string {
  const variables = ["PWD", "HOME", "PATH", "GOV_VERSION", "GOWORK"].map((name) =>
    env[name] === undefined ? `unset ${name}` : `${name}=${quotePosix(env[name])}`,
  );
  return [`cd ${quotePosix(cwd)}`, ...variables, `_gov_root=${quotePosix(path.join(dir, "root"))}`].join(
    "; ",
  );
}

/** What is printed behind the answer is the state of the caller, and what it exports of gov's. */
const ASK = [
  "_before=$-$IFS$PWD",
  "_gov_resolve",
  '[ "$_before" = "$-$IFS$PWD" ] || printf "the caller is not as it was: "',
  "set +euf",
  'case "$(export -p)" in *_gov_name*) printf "exported: " ;; esac',
  "printf '%s\\037%s\\037%s\\037%s\\037%s\\037%s\\036' " +
    '"$_gov_name" "$_gov_kind" "$_gov_file" "$_gov_line" "$_gov_missing" "$_gov_invalid"',
].join("; ");

function inWords(fields: readonly string[], dir: string): string {
  const [name = "", kind = "", file = "", line = "", missing = "", invalid = ""] = fields;
  const place = kind === "env" || file === "" ? "" : `${file}:${line}`;
  const trouble = missing === "" ? "" : invalid === "1" ? "?" : `!${missing}`;
  return describeAnswer([name || "-", kind, place, trouble], dir);
}

function whichProgram(name: string): string {
  const found = (process.env.PATH ?? "")
    .split(":")
    .map((dir) => path.join(dir, name))
    .find(fs.existsSync);
  if (found === undefined) throw new Error(`these tests need ${name}`);
  return found;
}
