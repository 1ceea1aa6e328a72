import { expect, test } from "vitest";
import { FAKE, OLDER, OTHER } from "../../test/install/releases.ts";
import { startGov } from "../../test/install/running.ts";
import { halfMade, inRoot, startWorld } from "../../test/install/world.ts";
import { runGov } from "../../test/support/run-gov.ts";
import { scratchHome } from "../../test/support/scratch-home.ts";

const VERSIONS = [FAKE, OTHER, OLDER];

const COMMANDS = VERSIONS.flatMap((it) => [
  ["install", it],
  ["install", ...VERSIONS],
  ["install", "--force", it],
  ["uninstall", "--force", it],
  ["use", it],
  ["list", "--json"],
  ["reshim"],
]);

test("twenty commands at once, of which every third is killed, leave nothing that does not mend itself", async () => {
  const { env } = await startWorld();
  const scratch = scratchHome();
  const counts = { rounds: 0, commands: 0, killed: 0 };
  const end = Date.now() + (Number(process.env.GOV_SOAK_MINUTES) / 2) * 60_000;
  while (Date.now() < end) {
    const runs = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const args = COMMANDS[Math.floor(Math.random() * COMMANDS.length)] ?? [];
        const { child, done } = await startGov(scratch, args, { env });
        if (i % 3 === 0) setTimeout(() => child.kill("SIGKILL"), Math.random() * 3000);
        return done;
      }),
    );
    for (const { stdout, signal } of runs) {
      counts.commands += 1;
      if (signal !== null) counts.killed += 1;
      else if (stdout.startsWith("{")) expect(JSON.parse(stdout).problems).toEqual([]);
    }
    const mended = await runGov(scratch, ["install", ...VERSIONS], { env });
    expect(mended.status, mended.stderr).toBe(0);
    expect(await runGov(scratch, ["verify", ...VERSIONS], { env })).toMatchObject({ status: 0 });
    expect(inRoot(scratch, "shims")).toEqual(["go", ...VERSIONS.map((it) => `go${it}`), "gofmt"].sort());
    expect(halfMade(scratch)).toEqual([]);
    counts.rounds += 1;
  }
  console.log("crowd:", counts);
});
