/**
 * What happens while gov works, for whoever shows it. Domain code emits, `cli/progress.ts` prints;
 * nothing below `cli/` knows whether anyone is watching. Texts in events are raw: the printer escapes
 * and redacts them.
 */
export type GovEvent =
  | { readonly type: "resolved"; readonly request: string; readonly version: string }
  | { readonly type: "source-switched"; readonly from: string; readonly to: string; readonly reason: string }
  | { readonly type: "retry"; readonly url: string; readonly reason: string; readonly delayMs: number }
  /** Bytes of one download so far; `total` is null when the server does not say. */
  | {
      readonly type: "progress";
      readonly version: string;
      readonly received: number;
      readonly total: number | null;
    }
  | { readonly type: "downloading"; readonly version: string; readonly url: string }
  | { readonly type: "verifying"; readonly version: string }
  | { readonly type: "waiting"; readonly version: string; readonly holder: string }
  | {
      readonly type: "installed";
      readonly version: string;
      readonly proofs: readonly string[];
      readonly ms: number;
    }
  | { readonly type: "failed"; readonly version: string }
  | { readonly type: "note"; readonly message: string }
  | { readonly type: "warning"; readonly message: string };

export type Emit = (event: GovEvent) => void;
