import fs from "node:fs";
import path from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { EXIT_STATUS } from "../src/cli/exit-codes.ts";
import { ensureBuilt, repositoryDir } from "./support/build.ts";

interface Command {
  readonly id: string;
  readonly hidden?: boolean;
  readonly strict?: boolean;
  readonly aliases: readonly string[];
  readonly args: Readonly<Record<string, { name: string; required?: boolean; multiple?: boolean }>>;
  readonly flags: Readonly<Record<string, Flag>>;
}

interface Flag {
  readonly name: string;
  readonly char?: string;
  readonly type: string;
  readonly multiple?: boolean;
  readonly options?: readonly string[];
  readonly hidden?: boolean;
}

beforeAll(() => ensureBuilt(inject("runDir")));

// Scripts are written against this. A difference here is for the changelog; `vitest -u` accepts it.
test("commands, flags and exit statuses are those that users know", async () => {
  const surface = [...commands().map(describeCommand), exitStatuses()].join("\n");
  await expect(surface).toMatchFileSnapshot("surface.txt");
});

function commands(): Command[] {
  const file = path.join(repositoryDir, "oclif.manifest.json");
  const manifest: { commands: Record<string, Command> } = JSON.parse(fs.readFileSync(file, "utf8"));
  return Object.values(manifest.commands).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function describeCommand(command: Command): string {
  const args = Object.values(command.args).map(({ name, required, multiple }) => {
    const word = `${name.toUpperCase()}${multiple ? "..." : ""}`;
    return required ? word : `[${word}]`;
  });
  const marks = [command.hidden ? "(hidden)" : "", command.strict === false ? "(takes more words)" : ""];
  const head = ["gov", command.id.replaceAll(":", " "), ...args, ...marks].filter(Boolean).join(" ");
  const names = Object.values(command.flags).sort((a, b) => (a.name < b.name ? -1 : 1));
  const aliases = command.aliases.map((alias) => `  also gov ${alias.replaceAll(":", " ")}\n`);
  return `${head}\n${aliases.join("")}${names.map((flag) => `  ${describeFlag(flag)}\n`).join("")}`;
}

function describeFlag(flag: Flag): string {
  const value = flag.type === "option" ? ` ${flag.options?.join("|") ?? "VALUE"}` : "";
  const marks = [flag.multiple ? " (repeatable)" : "", flag.hidden ? " (hidden)" : ""].join("");
  return `--${flag.name}${value}${flag.char === undefined ? "" : ` -${flag.char}`}${marks}`;
}

function exitStatuses(): string {
  return `exit statuses\n${Object.entries(EXIT_STATUS)
    .map(([code, status]) => `  ${status} ${code}\n`)
    .join("")}`;
}
