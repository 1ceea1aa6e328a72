import { versionName } from "../goversion/version.ts";
import type { Support } from "../releases/support.ts";
import type { ListedToolchain, Listing } from "../toolchains/listing.ts";
import type { StoreProblem } from "../toolchains/store.ts";
import type { Answer } from "./base-command.ts";
import { cleanText, formatBytes, formatColumns } from "./format.ts";
import { proofWords } from "./proof-words.ts";
import type { Paint } from "./style.ts";

/** `gov list --json`. */
export interface ListReport {
  readonly toolchains: readonly ListRow[];
  readonly problems: readonly StoreProblem[];
}

interface ListRow {
  readonly version: string | null;
  readonly name: string;
  readonly kind: "managed" | "linked";
  readonly root: string;
  readonly bytes: number;
  readonly installedAt: string;
  readonly proofs: readonly string[];
  readonly support: Support;
  readonly default: boolean;
  readonly current: boolean;
}

/** A line a toolchain; `*` marks the one that runs here. What is broken in the store is a warning. */
export function listAnswer({ toolchains, problems }: Listing, paint: Paint): Answer<ListReport> {
  const nothing = toolchains.length === 0 ? "gov: no Go is installed\nhint: gov install\n" : "";
  return {
    data: { toolchains: toolchains.map(listRow), problems },
    text: formatColumns(toolchains.map((it) => listCells(it, paint))),
    talk: nothing + problems.map(warning).join(""),
  };
}

function listRow({ toolchain, support, isDefault, isCurrent }: ListedToolchain): ListRow {
  const { version, name, kind, goroot, receipt } = toolchain;
  return {
    version: version && versionName(version),
    name,
    kind,
    root: goroot,
    bytes: receipt.bytes,
    installedAt: receipt.installedAt,
    proofs: receipt.proofs.map((proof) => proof.kind),
    support,
    default: isDefault,
    current: isCurrent,
  };
}

function listCells(listed: ListedToolchain, paint: Paint): string[] {
  const { toolchain, support, isDefault, isCurrent } = listed;
  const { name, kind, receipt } = toolchain;
  return [
    isCurrent ? paint("green", `* ${name}`) : `  ${name}`,
    isDefault ? "default" : "",
    kind === "linked" ? "-" : formatBytes(receipt.bytes),
    originWords(listed),
    SUPPORT_WORDS[support],
  ];
}

function originWords({ toolchain: { receipt, version } }: ListedToolchain): string {
  const { origin, proofs } = receipt;
  if (origin.kind !== "linked") return proofWords(proofs.map(({ kind }) => kind));
  const release = version === null ? "" : ` (Go ${versionName(version)})`;
  return `linked to ${cleanText(origin.path)}${release}`;
}

export const SUPPORT_WORDS: Readonly<Record<Support, string>> = {
  supported: "supported",
  eol: "end of life",
  prerelease: "pre-release",
  unknown: "",
};

function warning({ path, message }: StoreProblem): string {
  return `gov: warning: ${cleanText(path)} ${cleanText(message)}\n`;
}
