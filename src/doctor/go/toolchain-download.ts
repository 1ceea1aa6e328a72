import { parseVersion } from "../../goversion/version.ts";
import { moduleCacheTree } from "../../sources/local-trees.ts";
import type { Machine } from "../machine.ts";
import { moduleCache } from "../settings/go-directories.ts";

/** Where go gets a release that it wants to switch to and that PATH does not have. */
export type Supply =
  /** It was downloaded before. */
  | { readonly kind: "module cache"; readonly dir: string }
  | { readonly kind: "download" }
  /** It cannot; `message` is what go says. */
  | { readonly kind: "refused"; readonly message: string };

/** `name` is such as `1.24.1`. Source: https://go.dev/src/cmd/go/internal/toolchain/exec.go and modfetch. */
export function supplyOf(name: string, machine: Machine): Supply {
  const { host } = machine;
  const cache = moduleCache(machine)?.dir;
  const version = parseVersion(name);
  const dir = cache && version && moduleCacheTree(version, host, cache);
  if (dir) return { kind: "module cache", dir };
  if (machine.variable("GOPROXY")?.value === "off") {
    const message = `go: download go${name} for ${host.os}/${host.arch}: toolchain not available`;
    return { kind: "refused", message };
  }
  if (machine.variable("GOSUMDB")?.value === "off") {
    const message = `go: download go${name}: ... checksum database disabled by GOSUMDB=off`;
    return { kind: "refused", message };
  }
  return { kind: "download" };
}
