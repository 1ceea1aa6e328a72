import path from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "@oclif/core/run";
import { settings } from "@oclif/core/settings";
import { unknownCommand } from "./cli/command-not-found.ts";
import { endQuietlyOnClosedPipe, writeErr } from "./cli/output.ts";
import { errorText, reportOf } from "./cli/report-error.ts";
import { rootPlugin } from "./cli/root-plugin.ts";
import { lendAccount } from "./config/context.ts";
import { protectProgram } from "./pass-through.ts";

/** Runs gov. Commands report their own failures; what reaches this catch is an unknown word or a bug. */
export async function main(argv: readonly string[]): Promise<void> {
  endQuietlyOnClosedPipe();
  // Otherwise NODE_ENV=development in the user's shell makes oclif look for TypeScript and warn.
  settings.enableAutoTranspile = false;
  lendAccount();
  try {
    const plugin = rootPlugin(packageRoot());
    const words = protectProgram(argv);
    const unknown = unknownCommand(words, plugin.commandIDs);
    if (unknown !== undefined) throw unknown;
    await run(words, { root: plugin.root, plugins: new Map([[plugin.name, plugin]]) });
  } catch (error) {
    const report = reportOf(error);
    writeErr(errorText(report, (_, text) => text));
    process.exitCode = report.exit;
  }
}

function packageRoot(): string {
  return path.dirname(path.dirname(fileURLToPath(import.meta.url)));
}
