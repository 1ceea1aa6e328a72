import { onTestFinished } from "vitest";
import type { GovEvent } from "../../src/events.ts";
import { createHttpClient } from "../../src/net/client.ts";
import type { HttpClient } from "../../src/net/http.ts";

export interface ClientOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly offline?: boolean;
  readonly emit?: (event: GovEvent) => void;
}

/** gov's own HTTP client for one test, with one attempt for each request. */
export function httpClient({ env = {}, offline = false, emit = () => {} }: ClientOptions = {}): HttpClient {
  const http = createHttpClient({
    version: "0.1.0",
    env: (name) => env[name] || undefined,
    homeDir: undefined,
    now: () => Date.now(),
    offline,
    caFile: null,
    log: () => {},
    emit,
    limits: { retry: { attempts: 1, baseMs: 1, maxMs: 1 } },
  });
  onTestFinished(() => http.close());
  return http;
}
