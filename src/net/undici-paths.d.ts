/**
 * The two parts of undici that gov uses, by their inner paths: loading them takes 22 ms, all of undici with
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
