import { onTestFinished } from "vitest";
import { GovError } from "../../src/errors.ts";
import { createHttpClient } from "../../src/net/client.ts";
import type { HttpClient } from "../../src/net/http.ts";
import { Sumdb, type SumdbOptions } from "../../src/verify/sumdb.ts";
import { type FetchUrl, sumdbFetcher } from "../../src/verify/sumdb-base.ts";
import { networkEnv } from "../support/seed.ts";
import type { SumdbServer } from "../support/sumdb-server.ts";
import { verifierOf } from "./vectors.ts";

/** GET over the real network, as the tests need it. */
const fetchUrl: FetchUrl = async (url) => {
  try {
    const response = await fetch(url);
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  } catch (cause) {
    throw new GovError("network", `cannot reach ${new URL(url).host}`, { url, cause });
  }
};

/** A client of the database that `server` serves as a module proxy. */
export function clientOf(
  server: Pick<SumdbServer, "url" | "gosumdbByProxy">,
  cacheDir: string,
  options: Partial<SumdbOptions> = {},
): Sumdb {
  const verifier = verifierOf(server.gosumdbByProxy);
  const proxies = [{ url: server.url, next: "," }] as const;
  return new Sumdb({
    verifier,
    cacheDir,
    fetchPath: sumdbFetcher({ name: verifier.name, url: undefined }, proxies, fetchUrl),
    log: () => {},
    ...options,
  });
}

/** gov's own client, with nothing of the environment but the way to the network. */
export function httpClient({ offline = false } = {}): HttpClient {
  const client = createHttpClient({
    version: "0.0.0",
    env: (name) => networkEnv()[name],
    homeDir: undefined,
    now: () => performance.now(),
    offline,
    caFile: null,
    log: () => {},
    emit: () => {},
  });
  onTestFinished(() => client.close());
  return client;
}
