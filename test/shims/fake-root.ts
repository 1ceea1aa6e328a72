import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { packagedTemplates } from "../../src/shells/template.ts";
import { renderShim, type ShimValues } from "../../src/shims/render.ts";

/** What a run of a shim left behind. */
export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A gov root with shims, and toolchains whose programs are shell scripts or other small programs. */
export interface FakeRoot {
  readonly root: string;
  readonly go: string;
  /** The shell that runs the shims; as a script of `/bin/sh` when there is none. */
  run(args: readonly string[], options: RunOptions): Run;
  /** The path of a shim. */
  shim(name: string): string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: readonly string[];
  readonly shim?: string;
}

/** Says who it is, what it was given, and the two variables. */
export const TELLING = 'printf "%s\\n" "$0" "GOROOT=${GOROOT-}" "GOTOOLDIR=${GOTOOLDIR-}" "$@"';

const HOST = { os: "linux", arch: "amd64" };

export function makeFakeRoot(root: string, values: Partial<ShimValues> = {}): FakeRoot {
  const text = renderShim({ root, host: HOST, autoInstall: undefined, ...values }, packagedTemplates());
  const shim = (name: string) => {
    const file = path.join(root, "shims", name);
    writeScript(file, text);
    return file;
  };
  fs.mkdirSync(path.join(root, "versions"), { recursive: true });
  return {
    root,
    go: shim("go"),
    shim,
    run: (args, { cwd, env = {}, shell = [], shim: file = shim("go") }) => {
      const [program = file, ...rest] = [...shell, file, ...args];
      // What the test itself was started with stays outside.
      const all = { PATH: "/nowhere", HOME: "/nowhere", ...env };
      const { stdout, stderr, status, signal } = spawnSync(program, rest, {
        cwd,
        env: all,
        encoding: "utf8",
      });
      return { stdout, stderr, status, signal };
    },
  };
}

/** A toolchain: its programs, each a script, or a link when the text begins with `-> `. */
export function addToolchain(
  { root }: Pick<FakeRoot, "root">,
  name: string,
  programs: Readonly<Record<string, string>> = { go: TELLING, gofmt: TELLING },
  toolDir = "linux_amd64",
): string {
  const goroot = path.join(root, "versions", name, "go");
  fs.mkdirSync(path.join(goroot, "pkg", "tool", toolDir), { recursive: true });
  for (const [program, text] of Object.entries(programs)) {
    const file = path.join(goroot, "bin", program);
    if (text.startsWith("-> ")) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.symlinkSync(text.slice(3), file);
    } else writeScript(file, `#!/bin/sh\n${text}\n`);
  }
  return goroot;
}

export function writeScript(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text, { mode: 0o755 });
}
