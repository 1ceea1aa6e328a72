import { afterEach } from "vitest";
import type { GovEvent } from "../../src/events.ts";
import { createHttpClient, type HttpClientOptions } from "../../src/net/client.ts";
import type { HttpClient } from "../../src/net/http.ts";
import type { RetryPolicy } from "../../src/net/retry.ts";

export const QUICK_RETRY: RetryPolicy = { attempts: 4, baseMs: 1, maxMs: 20 };

export interface TestClient extends HttpClient {
  readonly events: GovEvent[];
  readonly logged: string[];
}

export type TestClientOptions = Partial<Omit<HttpClientOptions, "env">> & {
  readonly env?: Readonly<Record<string, string>>;
};

/** Makes clients that see nothing of this machine's environment; each is closed after its test. */
export function useClients(): (options?: TestClientOptions) => TestClient {
  const made: HttpClient[] = [];
  afterEach(async () => {
    await Promise.all(made.splice(0).map((client) => client.close()));
  });
  return (options) => {
    const client = testClient(options);
    made.push(client);
    return client;
  };
}

/** One for the caller to close. */
export function testClient({ env = {}, limits, ...options }: TestClientOptions = {}): TestClient {
  const events: GovEvent[] = [];
  const logged: string[] = [];
  const client = createHttpClient({
    version: "0.0.0",
    env: (name) => env[name] || undefined,
    homeDir: undefined,
    now: () => performance.now(),
    offline: false,
    caFile: null,
    log: (message) => logged.push(message),
    emit: (event) => events.push(event),
    limits: { retry: QUICK_RETRY, ...limits },
    ...options,
  });
  return {
    get: (url, request) => client.get(url, request),
    getBody: (url, request) => client.getBody(url, request),
    close: () => client.close(),
    events,
    logged,
  };
}

export async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  return (await bytesOf(body)).toString();
}

export async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`did not fail: ${String(value)}`);
    },
    (error: unknown) => error,
  );
}
