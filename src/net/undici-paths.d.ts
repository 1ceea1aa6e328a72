/**
 * The three parts of undici that gov uses, by their inner paths: loading them takes 22 ms, all of undici with
 * fetch, WebSocket and mocks 53. undici is pinned to one version and bundled, so the paths hold.
 */
declare module "undici/lib/dispatcher/agent.js" {
  import { Agent } from "undici";
  export = Agent;
}

declare module "undici/lib/core/connect.js" {
  import { buildConnector } from "undici";
  export = buildConnector;
}

declare module "undici/lib/api/api-request.js" {
  import type { Dispatcher } from "undici";

  /** What `dispatcher.request` is when the whole of undici is loaded. */
  function request(
    this: Dispatcher,
    options: Dispatcher.RequestOptions & { readonly origin: string },
  ): Promise<Dispatcher.ResponseData>;
  export = request;
}
