import type { Choice } from "../resolution/choose.ts";
import type { Answer } from "./base-command.ts";
import { cleanText } from "./format.ts";

/** `gov default --json`. */
export interface DefaultReport {
  /** As it was asked for: a version, a line, a name or system; null without a default. */
  readonly request: string | null;
  /** The toolchain that it means, or `system`. */
  readonly name: string | null;
  readonly installed: boolean;
}

/** The default as data; it is a warning when it means nothing that is installed. */
export function defaultShown(choice: Choice | undefined): Answer<DefaultReport> {
  const data = reportOn(choice);
  if (data.request === null) {
    const talk =
      "gov: there is no default, so the newest installed version runs where nothing is asked for\n";
    return { data, text: "", talk: `${talk}hint: gov default 1.22\n` };
  }
  const text = `${cleanText(meaning(data))}\n`;
  if (data.installed) return { data, text };
  const request = cleanText(data.request);
  return {
    data,
    text,
    talk: `gov: warning: the default ${request} is not installed\nhint: gov install ${request}\n`,
  };
}

export function defaultSet(choice: Choice | undefined): Answer<DefaultReport> {
  const data = reportOn(choice);
  return { data, text: "", talk: `gov: the default is ${cleanText(meaning(data))} now\n` };
}

function reportOn(choice: Choice | undefined): DefaultReport {
  if (choice === undefined) return { request: null, name: null, installed: false };
  const { request } = choice;
  if (choice.kind === "missing") return { request, name: null, installed: false };
  return { request, name: choice.kind === "system" ? "system" : choice.toolchain.name, installed: true };
}

/** `1.22.5`, and `1.22 (1.22.5)` for a line. */
function meaning({ request, name }: DefaultReport): string {
  return name === null || name === request ? `${request}` : `${request} (${name})`;
}
