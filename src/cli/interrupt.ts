import { setMaxListeners } from "node:events";

/** Somebody wants gov to end: half-made things are cleaned up, then gov ends by that very signal. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signalName: NodeJS.Signals;

  constructor(signalName: NodeJS.Signals) {
    super(`interrupted by ${signalName}`);
    this.signalName = signalName;
  }
}

const ENDING: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** The first of these signals aborts `signal`, with an `Interrupted` as its reason; a second one ends gov at once. */
export function listenForInterrupt(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  // Whatever works at the same time listens; Node would take more than ten for a leak and warn the user.
  setMaxListeners(0, controller.signal);
  const abort = (name: NodeJS.Signals) => {
    stop();
    controller.abort(new Interrupted(name));
  };
  const stop = () => {
    for (const name of ENDING) process.off(name, abort);
  };
  for (const name of ENDING) process.on(name, abort);
  return { signal: controller.signal, stop };
}
