// npm run soak [MINUTES]: disturbs every command at each of its changes in seven ways, which takes about half an hour,
// and beside that at random times and in crowds for so many minutes (ten unless given). Says how often, and what
// was left. Needs strace. The short form of it is test/faults, the figures are in docs/faults.md.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startVitest } from "vitest/node";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.env.GOV_SOAK_MINUTES = process.argv[2] ?? "10";
process.exitCode = 1;
const vitest = await startVitest("test", [], {
  root,
  config: false,
  watch: false,
  include: ["scripts/soak/*.soak.ts"],
  globalSetup: ["test/support/global-setup.ts"],
  pool: "forks",
  maxWorkers: 2,
  testTimeout: 0,
  hookTimeout: 0,
  reporters: ["default"],
});
const failed = vitest.state.getFiles().some(({ result }) => result?.state !== "pass");
process.exitCode = failed ? 1 : 0;
await vitest.close();
