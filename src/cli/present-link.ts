import { versionName } from "../goversion/version.ts";
import type { Toolchain } from "../toolchains/store.ts";
import type { Answer } from "./base-command.ts";
import { cleanText } from "./format.ts";

/** `gov link --json`. */
export interface LinkReport {
  readonly name: string;
  /** Null for a tree that names no release. */
  readonly version: string | null;
  readonly root: string;
  readonly target: string;
}

export function linkAnswer({ name, version, goroot, receipt }: Toolchain): Answer<LinkReport> {
  const target = receipt.origin.path ?? goroot;
  const data = { name, version: version && versionName(version), root: goroot, target };
  const release = data.version === null ? "" : `, which is Go ${data.version}`;
  return { data, text: "", talk: `gov: ${name} is ${cleanText(target)} now${release}\n` };
}
