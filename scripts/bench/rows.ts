import { doctorRows } from "./doctor.ts";
import { installRows } from "./install.ts";
import { peerRows } from "./peers.ts";
import { scaleRows } from "./scale.ts";
import { shellRows } from "./shells.ts";
import { shimRows } from "./shims.ts";
import { startRows } from "./start.ts";

/** One line of the table; `must` and `aim` are those of the design. */
export interface RowResult {
  readonly work: string;
  readonly against: string;
  readonly measured: string;
  readonly must: string;
  readonly aim: string;
  readonly detail: string;
}

export type Row = readonly [string, string, string, string, string, string];

export const rowGroups: Readonly<Record<string, () => RowResult[] | Promise<RowResult[]>>> = {
  install: installRows,
  shim: shimRows,
  hook: shellRows,
  start: startRows,
  doctor: doctorRows,
  scale: scaleRows,
  peers: peerRows,
};
