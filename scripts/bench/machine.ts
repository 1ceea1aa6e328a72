import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import { makesDisks } from "./disk.ts";

/** What the figures were measured on. */
export function machine(): string {
  const cpus = os.cpus();
  const processors = `${cpus.length} x ${cpus[0]?.model.trim() ?? process.arch}`;
  const shells = ["bash", "zsh", "fish"].flatMap(versionOf);
  const disk = makesDisks
    ? "installs on a new ext4 in memory each"
    : "installs in new directories of one disk";
  return [
    processors,
    `${os.type()} ${os.release()}`,
    `Node ${process.version}`,
    shIs(),
    ...shells,
    disk,
  ].join(", ");
}

/** Processes that wanted to run in the last minute, this bench included. */
export function load(): string {
  return (os.loadavg()[0] ?? 0).toFixed(1);
}

function shIs(): string {
  return `/bin/sh is ${fs.realpathSync("/bin/sh")}`;
}

function versionOf(shell: string): string[] {
  const { status, stdout } = spawnSync(shell, ["--version"], { encoding: "utf8" });
  const version = /\d+\.\d+[\d.]*/.exec(stdout ?? "")?.[0];
  return status === 0 && version !== undefined ? [`${shell} ${version}`] : [];
}
