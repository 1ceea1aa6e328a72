import { structuredPatch } from "diff";
import type { Finding } from "../doctor/finding.ts";
import type { Proposal } from "../doctor/fix.ts";
import type { FileChange } from "../fs/change-files.ts";
import { cleanText } from "./format.ts";
import type { Paint } from "./style.ts";

/** How one finding fared under `--fix`. */
export interface FixRow {
  readonly id: string;
  readonly status: "fixed" | "would-fix" | "declined";
  /** What it comes to, and what is still to be done, such as to open a new shell. */
  readonly text: string;
  readonly files: readonly string[];
}

/** What `gov doctor --fix` did. */
export interface Fixes {
  readonly fixes: readonly FixRow[];
  /** The directory with the files as they were; null when none of the user's own was changed. */
  readonly backup: string | null;
  /** What is as it was, because it takes a person or was declined. */
  readonly left: readonly Finding[];
}

/** What is said after `--fix`: what was done, how to take it back, and what is left to a person. */
export function fixedText({ fixes, backup, left }: Fixes): string {
  const count = (status: FixRow["status"]) => fixes.filter((it) => it.status === status).length;
  const undo = backup === null ? "" : ", and `gov doctor --undo` takes it back";
  const due = count("would-fix");
  const done = count("fixed") === 0 ? "nothing was changed" : `${count("fixed")} fixed${undo}`;
  const fixed = fixes
    .filter(({ status }) => status === "fixed")
    .map(({ id, text }) => `fixed, ${id}: ${cleanText(text)}\n`);
  const would = due === 0 ? "" : `: --fix would mend ${due}`;
  const others = due === 0 ? left : left.filter(({ fix }) => !fix.automatic);
  const rest = others.map(({ id, fix }) => `left, ${id}: ${cleanText(fix.text)}\n`).join("");
  return `\n${done}${would}\n${fixed.join("")}${rest}`;
}

export function fixRow({ finding, changes, ours }: Proposal, status: FixRow["status"]): FixRow {
  return {
    id: finding.id,
    status,
    text: finding.fix.text,
    files: [...changes.map(({ file }) => file), ...ours],
  };
}

/** What would be done about a finding: the changed lines of each file, and gov's own files by name. */
export function proposalText({ finding, changes, ours }: Proposal, paint: Paint): string {
  const own = ours.map((file) => `  gov writes ${cleanText(file)} anew\n`).join("");
  return `${cleanText(finding.title)} [${finding.id}]\n${changes.map((it) => diffText(it, paint)).join("")}${own}`;
}

/** The changed lines only: those around them are nobody's business, and may hold secrets. */
function diffText({ file, before, after }: FileChange, paint: Paint): string {
  const { hunks } = structuredPatch(file, file, textOf(before), textOf(after), "", "", { context: 0 });
  const lines = hunks.flatMap(({ oldStart, lines }) => [`  @@ line ${oldStart} @@`, ...lines.map(marked)]);
  const coloured = lines.map((line) => {
    if (line.startsWith("  -")) return paint("red", line);
    return line.startsWith("  +") ? paint("green", line) : line;
  });
  return `  ${cleanText(file)}\n${coloured.join("\n")}\n`;
}

function marked(line: string): string {
  return `  ${cleanText(line)}`;
}

function textOf(bytes: string | null): string {
  return bytes === null ? "" : Buffer.from(bytes, "latin1").toString("utf8");
}
