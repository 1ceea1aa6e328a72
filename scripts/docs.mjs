// Writes docs/commands.md from the oclif manifest; `--print` prints it instead. Run after a build.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { commands } = JSON.parse(fs.readFileSync(path.join(root, "oclif.manifest.json"), "utf8"));
const page = commandsPage(Object.values(commands).filter((command) => !command.hidden));
if (process.argv.includes("--print")) process.stdout.write(page);
else fs.writeFileSync(path.join(root, "docs", "commands.md"), page);

function commandsPage(list) {
  const sorted = list.sort((a, b) => (a.id < b.id ? -1 : 1));
  const contents = sorted.map((command) => `- [\`gov ${words(command)}\`](#gov-${anchor(command)})`);
  return `${[
    "# Commands",
    "",
    "This page is generated: `npm run docs` writes it from the commands themselves, and a test compares.",
    'Every command takes `--help`; those with `--json` print one object with `"schema": 1` on stdout.',
    "",
    ...contents.map((line, index) => `${line}: ${sentence(sorted[index])}`),
    ...sorted.flatMap(section),
  ].join("\n")}\n`;
}

function section(command) {
  return [
    "",
    `## gov ${words(command)}`,
    "",
    capital(sentence(command)),
    ...(command.summary && command.description ? ["", command.description.trim()] : []),
    "",
    "```",
    usage(command),
    "```",
    ...options(command),
    ...examples(command),
  ];
}

function usage(command) {
  const args = Object.values(command.args ?? {}).map(argument);
  return ["gov", words(command), ...args].join(" ");
}

function argument({ name, required, multiple }) {
  const word = `${name.toUpperCase()}${multiple ? "..." : ""}`;
  return required ? word : `[${word}]`;
}

/** Arguments and flags in one table, arguments first. */
function options(command) {
  const args = Object.values(command.args ?? {}).filter((arg) => arg.description && !arg.hidden);
  const flags = Object.values(command.flags ?? {})
    .filter((flag) => !flag.hidden)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = [
    ...args.map((arg) => [`\`${arg.name.toUpperCase()}\``, arg.description]),
    ...flags.map((flag) => [flagWords(flag), flag.summary ?? flag.description ?? ""]),
  ];
  if (rows.length === 0) return [];
  return ["", "| | |", "|---|---|", ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`)];
}

function flagWords({ char, name, type, helpValue, allowNo, options: choices }) {
  const value = type === "option" ? ` ${helpValue ?? choices?.join("|") ?? name.toUpperCase()}` : "";
  const short = char ? `\`-${char}\`, ` : "";
  return `${short}\`--${allowNo ? "[no-]" : ""}${name}${value}\``;
}

function examples(command) {
  const lines = (command.examples ?? []).map((example) =>
    (typeof example === "string" ? example : example.command)
      .replaceAll("<%= config.bin %>", "gov")
      .replaceAll("<%= command.id %>", words(command)),
  );
  return lines.length === 0 ? [] : ["", "```sh", ...lines, "```"];
}

function words({ id }) {
  return id.replaceAll(":", " ");
}

function anchor({ id }) {
  return id.replaceAll(":", "-");
}

function sentence({ summary, description }) {
  return (summary ?? description ?? "").split("\n")[0];
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ").trim();
}
