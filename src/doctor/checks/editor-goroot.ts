import path from "node:path";
import { kindOf } from "../../fs/kind-of.ts";
import { readText } from "../../fs/read-text.ts";
import { compareVersions, parseUpstreamName } from "../../goversion/version.ts";
import { directoriesFrom } from "../../resolution/locate.ts";
import type { Check } from "../check.ts";
import type { Diagnosis, FilePlace } from "../finding.ts";
import type { Machine } from "../machine.ts";

/** Settings of VS Code's Go extension that name a GOROOT or a go. */
const KEYS = /"(go\.goroot|go\.alternateTools\.go|GOROOT)"\s*:\s*"((?:[^"\\\n]|\\.)*)"/g;

interface EditorSetting {
  readonly key: string;
  readonly value: string;
  readonly origin: FilePlace;
}

/** The editor starts another Go than the shell, or one that is gone: `.vscode/settings.json` of the project. */
export const editorGoroot: Check = {
  id: "editor-goroot",
  find: (machine) => {
    const file = nearestSettings(machine);
    return file === undefined ? [] : editorSettings(file).flatMap((it) => judge(machine, it));
  },
};

function nearestSettings({ context }: Machine): string | undefined {
  return directoriesFrom(context)
    .map((dir) => `${dir}/.vscode/settings.json`)
    .find((file) => kindOf(file) === "file");
}

/** The format is JSON with comments, of which three keys matter; a commented line is passed over. */
function editorSettings(file: string): EditorSetting[] {
  const lines = (readText(file) ?? "").split("\n");
  return lines.flatMap((text, index) =>
    text.trimStart().startsWith("//")
      ? []
      : Array.from(text.matchAll(KEYS), ([, key = "", raw = ""]) => ({
          key,
          value: raw.replaceAll(/\\(.)/g, "$1"),
          origin: { file, line: index + 1 },
        })),
  );
}

/** Values with variables of the editor, and the names of programs, are left alone. */
function judge(machine: Machine, { key, value, origin }: EditorSetting): Diagnosis[] {
  if (!path.isAbsolute(value)) return [];
  const goroot = key === "go.alternateTools.go" ? path.dirname(path.dirname(value)) : value;
  const { state, version } = machine.tree(goroot);
  const evidence = [{ kind: "file" as const, name: key, value, origin }];
  const common = { cause: `editor:${origin.line}`, severity: "warning" as const, evidence, repair: null };
  const fix = {
    text: `delete line ${origin.line} of ${origin.file}: the editor finds gov's shims on PATH`,
    command: null,
  };
  if (state !== "directory") {
    const title = "the editor is told to use a Go that is not there";
    return [{ ...common, title, effect: "its Go tools do not start", fix }];
  }
  const chosen = parseUpstreamName(`go${machine.resolution().version ?? ""}`);
  if (chosen === undefined || version === null || compareVersions(chosen, version) === 0) return [];
  const title = "the editor is told to use another Go than the one that runs here";
  const effect = `it builds and vets with ${path.basename(goroot)}, so that it and the shell disagree`;
  return [{ ...common, title, effect, fix }];
}
