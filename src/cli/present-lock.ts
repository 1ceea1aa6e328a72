import type { Locked } from "../toolchains/lock-here.ts";
import type { Answer } from "./base-command.ts";
import { cleanText, joinWords } from "./format.ts";

/** What is locked, and for which platforms nothing could be. */
export function lockAnswer(locked: Locked): Answer<Locked> {
  const { file, version, platforms, unknown, unchanged } = locked;
  const what = `Go ${version} for ${joinWords(platforms)}`;
  const done = unchanged ? `${what} is locked in ${file} already` : `locked ${what} in ${file}`;
  const without =
    unknown.length === 0 ? "" : `gov: no root that gov believes knows it for ${joinWords(unknown)}\n`;
  return { data: locked, text: "", talk: `gov: ${cleanText(done)}\n${without}` };
}
