import type { Context } from "../config/context.ts";
import type { Emit, GovEvent } from "../events.ts";
import { cleanText, formatBytes, formatSeconds } from "./format.ts";
import { writeErr } from "./output.ts";
import { proofWords } from "./proof-words.ts";

export interface Progress {
  readonly emit: Emit;
  /** Takes the bars off the screen; nothing is drawn afterwards. */
  stop(): void;
}

const REDRAW_MS = 100;

/** Bars on a terminal, a line per step elsewhere, nothing but warnings when quiet. All on stderr. */
export function createProgress(context: Context, options: { readonly quiet: boolean }): Progress {
  if (options.quiet) return { emit: printWarnings, stop: () => {} };
  return context.tty.stderr ? new Bars(context) : { emit: printLine, stop: () => {} };
}

function printWarnings(event: GovEvent): void {
  if (event.type === "warning") printLine(event);
}

function printLine(event: GovEvent): void {
  const line = lineOf(event);
  if (line !== undefined) writeErr(`gov: ${cleanText(line)}\n`);
}

/** The sentence for an event, or none for those that only move a bar. */
function lineOf(event: GovEvent): string | undefined {
  switch (event.type) {
    case "resolved":
      return event.request === event.version ? undefined : `${event.request} is ${event.version}`;
    case "source-switched":
      return `${event.from} ${event.reason}; trying ${event.to}`;
    case "retry":
      return `${event.reason}; trying ${event.url} again in ${formatSeconds(event.delayMs)}`;
    case "waiting":
      return `waiting for ${event.holder}, which is installing ${event.version}`;
    case "downloading":
      return `downloading Go ${event.version} from ${event.url}`;
    case "installed":
      return `installed Go ${event.version} in ${formatSeconds(event.ms)}, ${proofWords(event.proofs)}`;
    case "note":
      return event.message;
    case "warning":
      return `warning: ${event.message}`;
    case "progress":
    case "verifying":
    case "failed":
      return undefined;
  }
}

interface Bar {
  readonly startedAt: number;
  received: number;
  total: number | null;
  verifying: boolean;
}

/** One line a version, redrawn in place; sentences scroll by above them. */
class Bars implements Progress {
  readonly emit: Emit = (event) => this.#handle(event);
  readonly #bars = new Map<string, Bar>();
  readonly #now: () => number;
  readonly #columns: () => number;
  #drawnLines = 0;
  #drawnAt = 0;

  constructor({ now, columns }: Pick<Context, "now" | "columns">) {
    this.#now = now;
    this.#columns = columns;
  }

  stop(): void {
    this.#bars.clear();
    this.#erase();
  }

  #handle(event: GovEvent): void {
    if (event.type === "progress") this.#bar(event.version, event.received, event.total);
    else if (event.type === "verifying") this.#verify(event.version);
    else if (event.type === "installed" || event.type === "failed") this.#bars.delete(event.version);
    const line = event.type === "downloading" ? undefined : lineOf(event);
    if (line !== undefined) {
      this.#erase();
      printLine(event);
    }
    this.#draw(event.type !== "progress");
  }

  #bar(version: string, received: number, total: number | null): void {
    const bar = this.#bars.get(version);
    if (bar === undefined) {
      this.#bars.set(version, { startedAt: this.#now(), received, total, verifying: false });
    } else {
      bar.received = received;
      bar.total = total;
    }
  }

  #verify(version: string): void {
    const bar = this.#bars.get(version);
    if (bar !== undefined) bar.verifying = true;
  }

  #draw(atOnce: boolean): void {
    const now = this.#now();
    if (!atOnce && now - this.#drawnAt < REDRAW_MS) return;
    this.#erase();
    // A line that is wrapped would be two when they are taken off the screen.
    const width = Math.max(this.#columns() - 1, 1);
    const lines = [...this.#bars].map(([version, bar]) => barLine(version, bar, { now, width }));
    writeErr(lines.map((line) => `${line}\n`).join(""));
    this.#drawnLines = lines.length;
    this.#drawnAt = now;
  }

  #erase(): void {
    if (this.#drawnLines > 0) writeErr(`\u001B[${this.#drawnLines}A\u001B[J`);
    this.#drawnLines = 0;
  }
}

const MIN_BAR = 4;
const MAX_BAR = 40;

/** `1.22.5     ████░░░░  31.2 MB of 69.0 MB  52.1 MB/s  0.7 s left`: the bar takes the room that is left. */
function barLine(version: string, bar: Bar, { now, width }: { now: number; width: number }): string {
  const name = version.padEnd(10);
  if (bar.verifying) return `${name} verifying`.slice(0, width);
  const seconds = Math.max((now - bar.startedAt) / 1000, 0.001);
  const speed = bar.received / seconds;
  const speedText = `${formatBytes(speed)}/s`;
  if (bar.total === null) return `${name} ${formatBytes(bar.received)}  ${speedText}`.slice(0, width);
  const left = speed > 0 ? formatSeconds(((bar.total - bar.received) / speed) * 1000) : "?";
  const figures = `${formatBytes(bar.received)} of ${formatBytes(bar.total)}  ${speedText}  ${left} left`;
  const drawn = drawBar(bar.received / bar.total, width - `${name}   ${figures}`.length);
  return `${name} ${drawn}${figures}`.slice(0, width);
}

/** With the blanks behind it; nothing where there is no room. */
function drawBar(share: number, room: number): string {
  if (room < MIN_BAR) return "";
  const columns = Math.min(room, MAX_BAR);
  const filled = Math.round(Math.min(share, 1) * columns);
  return `${"█".repeat(filled)}${"░".repeat(columns - filled)}  `;
}
