import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { GO_DEFAULTS } from "../../src/sources/upstream.ts";
import { makesDisks } from "./disk.ts";
import { benchDir, freshDir, gov } from "./place.ts";

/** The release that is installed over and over. */
export const VERSION = "1.22.5";
/** Where one disk has to do, every run leaves a release behind: what is removed makes the next run slow. */
const NEEDED_BYTES = 20e9;

export interface Archives {
  /** Where the files lie. */
  readonly dir: string;
  readonly tarball: string;
  readonly module: string;
  /** What both hold, unpacked. */
  readonly goroot: string;
  /** The proxy that the module came from, which knows the checksum database too. */
  readonly upstream: string;
}

let made: Archives | undefined;

/** Made once for all who install. Refuses where the disk has no room for what they write. */
export function archives(): Archives {
  checkSpace();
  made ??= makeArchives();
  return made;
}

function checkSpace(): void {
  if (makesDisks) return;
  const { bavail, bsize } = fs.statfsSync(benchDir);
  if (bavail * bsize >= NEEDED_BYTES) return;
  throw new Error(`installs need ${NEEDED_BYTES / 1e9} GB below ${benchDir}; TMPDIR can name another place`);
}

/** The module zip as the proxy serves it, and a tar.gz of what it holds, in the order in which upstream packs. */
function makeArchives(): Archives {
  const [dir, home] = [freshDir(), freshDir()];
  const upstream = (process.env.GOPROXY || GO_DEFAULTS.GOPROXY).split(/[,|]/)[0] ?? "";
  const env = { ...process.env, HOME: home, GOPROXY: upstream, GOV_KEEP_ARCHIVES: "true" };
  execFileSync(gov[0], [gov[1], "install", "--quiet", "--from", "goproxy", VERSION], {
    env,
    stdio: "inherit",
  });
  const toolchain = path.join(home, ".gov/versions", VERSION);
  const receipt = JSON.parse(fs.readFileSync(path.join(toolchain, "receipt.json"), "utf8"));
  const module = receipt.archive.name;
  fs.renameSync(path.join(home, ".gov/cache/downloads", module), path.join(dir, module));
  const tarball = `go${VERSION}.${receipt.os}-${receipt.arch}.tar.gz`;
  const order = ["--sort=name", "--owner=0", "--group=0"];
  execFileSync("tar", ["czf", path.join(dir, tarball), ...order, "-C", toolchain, "go"]);
  return { dir, tarball, module, goroot: path.join(toolchain, "go"), upstream };
}
