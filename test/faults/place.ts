import { giveToOrdinaryUser, ORDINARY_ID } from "../fs/child-program.ts";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { type RunResult, runGov, runProgram } from "../support/run-gov.ts";
import type { ScratchHome } from "../support/scratch-home.ts";

export { giveToOrdinaryUser };

export const isRoot = process.getuid?.() === 0;

/** Words before a command that make it run as somebody who is not root, and need not be in /etc/passwd. */
export function asUser(id: number = ORDINARY_ID): string[] {
  return isRoot ? ["setpriv", `--reuid=${id}`, `--regid=${id}`, "--clear-groups"] : [];
}

/**
 * Runs a shell script that may mount file systems, which nobody else sees and which are gone with it; `gov` is a
 * command in it. `undefined` where this user may not mount.
 */
export async function mounting(
  scratch: ScratchHome,
  env: Readonly<Record<string, string>>,
  script: string,
): Promise<RunResult | undefined> {
  // Also builds gov.
  await runGov(scratch, ["--version"]);
  const start = `
    mount -t tmpfs tmpfs /mnt 2>/dev/null && umount /mnt || exit 99
    gov() { '${hostNode}' '${govBin}' "$@"; }
    root=$HOME/.gov`;
  const own = isRoot ? ["-m"] : ["-r", "-m"];
  const result = await runProgram(scratch, "unshare", [...own, "sh", "-c", `${start}\n${script}`], { env });
  return result.status === 99 || result.stderr.startsWith("unshare:") ? undefined : result;
}
