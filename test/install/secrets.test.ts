import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { serve, status, useServers } from "../support/http-server.ts";
import { runGov } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { FAKE } from "./releases.ts";
import { startWorld } from "./world.ts";

const startServer = useServers();

/** One for each place where a user may have a secret. */
const SECRETS = {
  userinfo: "s3cret-in-userinfo",
  query: "s3cret-in-query",
  bearer: "s3cret-bearer-token",
  netrc: "s3cret-in-netrc",
  goproxy: "s3cret-in-goproxy",
  sumdb: "s3cret-in-gosumdb",
  from: "s3cret-in-from",
};

const COMMANDS: readonly (readonly string[])[] = [
  ["install", FAKE],
  ["install", "--json", FAKE],
  ["install", "--force", "--quiet", FAKE],
  ["install", "9.9.9"],
  ["install", "latest", "--offline"],
  ["use", FAKE],
  ["list", "--remote"],
  ["list", "--remote", "--json"],
  ["list", "--json"],
  ["lock"],
  ["verify"],
  ["config", "list"],
  ["config", "list", "--json"],
  ["config", "get", "mirrors"],
  ["current", "--why"],
  ["env"],
  ["exec", FAKE, "true"],
  ["uninstall", "--force", FAKE],
  ["cache", "dir"],
];

test("no secret gets into an output, a log, a file or the name of one", { timeout: 120_000 }, async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const server = await startServer((request, response) => {
    const body = world.files[path.basename(new URL(request.path, "http://x").pathname)];
    return (body === undefined ? status(404) : serve(body))(request, response);
  });
  const { host, port } = new URL(server.origin);
  fs.writeFileSync(
    path.join(scratch.home, ".netrc"),
    `machine localhost login me password ${SECRETS.netrc}\n`,
    { mode: 0o600 },
  );
  const mirrors = [
    { name: "userinfo", url: `http://me:${SECRETS.userinfo}@${host}/go/`, index: "none" },
    { name: "query", url: `${server.origin}/go/?token=${SECRETS.query}`, index: "none" },
    { name: "bearer", url: `http://127.0.0.1:${port}/b/`, index: "autoindex", token_env: "MIRROR_TOKEN" },
  ];
  const env = {
    ...world.env,
    GOV_DEBUG: "1",
    GOV_MIRRORS: JSON.stringify(mirrors),
    MIRROR_TOKEN: SECRETS.bearer,
    GOSUMDB: world.env.GOSUMDB?.replace("://", `://me:${SECRETS.sumdb}@`) ?? "",
  };
  const outputs: string[] = [];
  for (const order of ["userinfo", "query,goproxy", "bearer"]) {
    for (const words of COMMANDS) {
      const { stdout, stderr } = await runGov(scratch, words, { env: { ...env, GOV_ORDER: order } });
      outputs.push(`gov ${words.join(" ")} (${order})\n${stdout}${stderr}`);
    }
  }
  const from = `http://me:${SECRETS.from}@${host}/x/?token=${SECRETS.from}`;
  const proxied = { ...env, GOPROXY: `https://me:${SECRETS.goproxy}@127.0.0.1:9,off`, GOV_ORDER: "goproxy" };
  outputs.push((await runGov(scratch, ["install", "--from", from, FAKE], { env })).stderr);
  outputs.push((await runGov(scratch, ["install", FAKE, "--force"], { env: proxied })).stderr);

  expect(outputs.filter(holdsSecret)).toEqual([]);
  expect(
    filesBelow(scratch)
      .filter(({ name, text }) => holdsSecret(name) || holdsSecret(text))
      .map((it) => it.name),
  ).toEqual([]);
  // Or nothing was tried: the secrets did go where they belong.
  const sent = server.requests.map(({ headers }) => headers.authorization ?? "");
  expect(sent).toContain(`Bearer ${SECRETS.bearer}`);
  expect(sent).toContain(`Basic ${Buffer.from(`me:${SECRETS.userinfo}`).toString("base64")}`);
  expect(server.requests.some(({ path: asked }) => asked.includes(SECRETS.query))).toBe(true);
});

function holdsSecret(text: string): boolean {
  return Object.values(SECRETS).some((secret) =>
    [secret, encodeURIComponent(secret), Buffer.from(`me:${secret}`).toString("base64")].some((it) =>
      text.includes(it),
    ),
  );
}

function filesBelow({ home }: ScratchHome): { name: string; text: string }[] {
  return fs
    .readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== ".netrc")
    .map((entry) => {
      const name = path.join(entry.parentPath, entry.name);
      return { name, text: fs.readFileSync(name, "latin1") };
    });
}
