import { styleText } from "node:util";
import type { Context } from "../config/context.ts";

type Colour = "bold" | "red" | "green" | "yellow" | "cyan";

/** Colours a text, or leaves it as it is. Nothing gov says depends on colour alone. */
export type Paint = (colour: Colour, text: string) => string;

export function paintFor(context: Context, stream: "stdout" | "stderr"): Paint {
  const coloured =
    context.tty[stream] && context.env("NO_COLOR") === undefined && context.env("TERM") !== "dumb";
  return coloured ? (colour, text) => styleText(colour, text, { validateStream: false }) : (_, text) => text;
}
