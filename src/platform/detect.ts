import os from "node:os";
import type { Context } from "../config/context.ts";
import { GovError } from "../errors.ts";
import type { Platform } from "./platform.ts";

/** Node's names of architectures, with Go's. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ["arm", "arm"],
  ["arm64", "arm64"],
  ["ia32", "386"],
  ["loong64", "loong64"],
  ["mips", "mips"],
  ["mipsel", "mipsle"],
  ["riscv64", "riscv64"],
  ["s390x", "s390x"],
  ["x64", "amd64"],
]);

/**
 * The platform gov runs on. The architecture is that of Node: under Rosetta it is amd64. Where gov does not
 * run, it is `refused`.
 */
export function hostPlatform(
  { platform, arch }: Pick<Context["node"], "platform" | "arch">,
  endianness: "BE" | "LE" = os.endianness(),
): Platform {
  if (platform !== "linux" && platform !== "darwin") throw refuseSystem(platform);
  return { os: platform, arch: arch === "ppc64" ? ppc64(endianness) : goArchitecture(arch) };
}

function refuseSystem(platform: string): GovError {
  if (platform === "win32") {
    return new GovError("refused", "gov does not run on Windows yet", { hint: "use it inside WSL" });
  }
  return new GovError("refused", `gov does not run on ${platform}`, { hint: "it runs on Linux and macOS" });
}

/** Node has one name for both. */
function ppc64(endianness: "BE" | "LE"): string {
  return endianness === "LE" ? "ppc64le" : "ppc64";
}

function goArchitecture(arch: string): string {
  const name = ARCHITECTURES.get(arch);
  if (name !== undefined) return name;
  throw new GovError("refused", `there is no Go for the architecture ${arch}, which this Node is for`, {
    hint: `run gov with a Node for one of: ${[...ARCHITECTURES.keys()].join(", ")}`,
  });
}
