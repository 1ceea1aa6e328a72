import fs from "node:fs";
import path from "node:path";
import { splitPath } from "../../environment/path-list.ts";
import { kindOf } from "../../fs/kind-of.ts";
import { readableNamesIn } from "../../fs/names-in.ts";
import { findProgram } from "../../resolution/system.ts";
import { quotePosix } from "../../shells/quote.ts";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { goPath } from "../settings/go-directories.ts";

/** No wrapper is larger. */
const MAX_BYTES = 1 << 25;

/**
 * A wrapper of golang.org/dl, such as `go1.22.5`, whose SDK is gone. Go's own switch takes the first program of
 * that name on PATH, and does not download then. Source: `NewerToolchain` and `Exec`,
 * https://go.dev/src/cmd/go/internal/toolchain/select.go.
 */
export const dlWrapper: Check = {
  id: "dl-wrapper",
  find: (machine) => {
    const wrappers = emptyWrappers(machine);
    const [first] = wrappers;
    if (first === undefined) return [];
    const { name, sdk } = first;
    const files = wrappers.map(({ file }) => file);
    return [
      {
        cause: "golang.org/dl",
        severity: "warning",
        title: `${files.length === 1 ? `${name} is a wrapper` : `${files.length} programs are wrappers`} of golang.org/dl whose Go is not there`,
        evidence: wrappers.map((it) => pathEvidence(it.file, `needs ${it.sdk}`)),
        effect:
          "whoever starts it, and every go command where a go.mod or GOTOOLCHAIN asks for that release, gets: " +
          `${name}: not downloaded. Run '${name} download' to install to ${sdk}`,
        fix: {
          text: `remove ${files.length === 1 ? "it" : "them"}, or run ${name} download`,
          command: `rm ${files.map(quotePosix).join(" ")}`,
        },
        repair: null,
      },
    ];
  },
};

interface Wrapper {
  readonly name: string;
  readonly file: string;
  readonly sdk: string;
}

/** Those that win their name on PATH; `go install` puts them into GOBIN or the bin directories of GOPATH. */
function emptyWrappers(machine: Machine): readonly Wrapper[] {
  const { context } = machine;
  const home = context.env("HOME");
  if (home === undefined) return [];
  const installed = [
    machine.variable("GOBIN")?.value,
    ...goPath(machine).map((it) => path.join(it, "bin")),
    path.join(home, "go/bin"),
  ];
  const directories = splitPath(context.env("PATH")).filter((it) => installed.includes(path.resolve(it)));
  return directories.flatMap((directory) =>
    readableNamesIn(directory)
      .filter((name) => /^go(?:1\.\d[\w.]*|tip)$/.test(name))
      .map((name) => ({ name, file: path.join(directory, name), sdk: path.join(home, "sdk", name) }))
      .filter(({ name, file, sdk }) => {
        const isGone = kindOf(path.join(sdk, ".unpacked-success")) === "missing";
        return isGone && findProgram(name, context.env("PATH")) === file && isWrapper(file, name);
      }),
  );
}

/** Go keeps the path of a program's package in it. */
function isWrapper(file: string, name: string): boolean {
  try {
    return fs.statSync(file).size <= MAX_BYTES && fs.readFileSync(file).includes(`golang.org/dl/${name}`);
  } catch {
    return false;
  }
}
