import { homeAt } from "../../src/config/home.ts";
import { type RunOptions, runGov } from "../support/run-gov.ts";
import type { ScratchHome } from "../support/scratch-home.ts";
import { writeInstalled } from "../toolchains/fake-toolchain.ts";

/**
 * What one sees of a run of gov: stdout, then stderr behind `!`, then the exit status or signal. The scratch
 * directory is `/s`, and times are `N ms` and `N s`.
 */
export async function transcript(
  scratch: ScratchHome,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { stdout, stderr, status, signal } = await runGov(scratch, args, options);
  const talk = stderr.replace(/^(?=.)/gm, "! ");
  return redact(`${stdout}${talk}[${status ?? signal}]`, scratch);
}

/** Small toolchains, installed without a network. */
export function install(scratch: ScratchHome, ...names: string[]): void {
  for (const name of names) writeInstalled(homeAt(scratch.root), name);
}

function redact(text: string, { dir }: ScratchHome): string {
  return text
    .replaceAll(dir, "/s")
    .replaceAll(/"ms": \d+/g, '"ms": 0')
    .replaceAll(/\b\d+\.\d s\b/g, "N s");
}
