import { type GoVersion, parseUpstreamName } from "../../goversion/version.ts";
import { type GoSwitch, predictSwitch } from "../../resolution/go-switch.ts";
import { isOnPath } from "../../resolution/system.ts";
import type { Machine } from "../machine.ts";

/** The release of the go that typing `go` starts; null when there is none, or it is no release. */
export function startedVersion(machine: Machine): GoVersion | null {
  return parseUpstreamName(machine.used()?.program.release ?? "") ?? null;
}

/**
 * The release that reads the settings in the end: Go's own switch, where it works, comes before everything
 * else but GOROOT, GOPATH and GO111MODULE.
 */
export function runningVersion(machine: Machine): GoVersion | null {
  const { needs, outcome } = goSwitchHere(machine);
  const switches = needs !== null && (outcome === "path" || outcome === "download");
  return switches ? (parseUpstreamName(`go${needs}`) ?? null) : startedVersion(machine);
}

/** `22` of Go 1.22.5. */
export function minorOf({ minor }: Pick<GoVersion, "minor">): number {
  return Number(minor);
}

/** Is the go that runs of Go 1.`minor` or later? False when that is not known. */
export function runsSince(machine: Machine, minor: number): boolean {
  const version = runningVersion(machine);
  return version !== null && minorOf(version) >= minor;
}

/** What the go that is used will switch to; gov's shim need not be the first on PATH. */
export function goSwitchHere(machine: Machine): GoSwitch {
  const used = machine.used();
  const setting = machine.variable("GOTOOLCHAIN");
  const from = setting?.origin?.file ?? (setting === undefined ? "none" : "environment");
  const stay: GoSwitch = { setting: setting?.value ?? "", from, needs: null, outcome: "stay" };
  // https://go.dev/src/cmd/go/internal/toolchain/select.go: without modules it does not look.
  if (used === undefined || machine.variable("GO111MODULE")?.value === "off") return stay;
  if (used.first.kind === "shim") return machine.resolution().goSwitch;
  return predictSwitch({
    setting: stay,
    running: startedVersion(machine),
    goMod: machine.project().goMod,
    isOnPath: (name) => isOnPath(name, machine.context.env("PATH")),
  });
}
