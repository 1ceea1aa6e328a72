import path from "node:path";
import type { Context } from "../config/context.ts";
import type { Refreshed } from "../shims/refresh.ts";
import type { Answer } from "./base-command.ts";
import { cleanText } from "./format.ts";

/** `gov reshim --json`: paths below the root. */
export type ReshimReport = Omit<Refreshed, "problem">;

export function reshimAnswer(data: ReshimReport, { home }: Pick<Context, "home">): Answer<ReshimReport> {
  const line = (what: string) => (name: string) => `gov: ${what} ${cleanText(path.join(home.root, name))}\n`;
  const changes = [...data.written.map(line("wrote")), ...data.removed.map(line("removed"))];
  const foreign = data.foreign.map(line("left alone what gov did not write:"));
  const lines = changes.length === 0 ? ["gov: shims and hook are as they should be\n"] : changes;
  return { data, text: "", talk: [...lines, ...foreign].join("") };
}
