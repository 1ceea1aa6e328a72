import {
  compareVersions,
  type GoVersion,
  lineOf,
  parseVersion,
  upstreamName,
  versionName,
} from "../../goversion/version.ts";
import { parseGoMod } from "../../resolution/files/go-mod.ts";
import { settingsOf } from "./env-problems.ts";
import { type GoUse, goUses, type Problem } from "./problem.ts";
import { type State, treeOnPath } from "./state.ts";
import type { Step } from "./steps.ts";

/** GOTOOLCHAIN that names another release than the image has, or nothing at all. */
export function settingProblems(steps: readonly Step[], escapeMark: string): Problem[] {
  return settingsOf("GOTOOLCHAIN", steps, escapeMark).flatMap(({ step, value, line }): Problem[] => {
    const [, name = value] = /^(.*?)(?:\+(?:auto|path))?$/.exec(value) ?? [];
    const seen = [{ name: "GOTOOLCHAIN", value, line }];
    if (["local", "auto", "path"].includes(name)) return [];
    const named = parseVersion(name.replace(/^go/, ""));
    if (named === undefined || !name.startsWith("go")) {
      return [
        {
          id: "docker-toolchain",
          severity: "error",
          title: `GOTOOLCHAIN is \`${value}\`, which names no release`,
          effect: `every go command fails with: go: invalid GOTOOLCHAIN "${value}"`,
          fix: "set it to local, auto or a release such as go1.22.5",
          seen,
        },
      ];
    }
    const version = versionHere(step.after);
    if (version === null || isIn(version, named)) return [];
    return [
      {
        id: "docker-toolchain",
        severity: "warning",
        title: `GOTOOLCHAIN makes Go ${versionName(version)} of this image run ${versionName(named)}`,
        effect: `every build of the image, and every container of it that runs go, downloads ${upstreamName(named)} first`,
        fix: `start from golang:${versionName(named)} and take GOTOOLCHAIN out`,
        seen,
      },
    ];
  });
}

/** go.mod asks for more than the image has; the golang images do not let go look for another release. */
export function goModProblems(steps: readonly Step[], goMod: string): Problem[] {
  const { go, toolchain, toolchainDefault } = parseGoMod(goMod);
  const [problem] = goUses(steps).flatMap((use): Problem[] => {
    const { after } = use.step;
    const version = versionHere(after);
    const setting = after.env.get("GOTOOLCHAIN") ?? "auto";
    if (version === null || !READS_GO_MOD.test(use.seen.value)) return [];
    if (go !== undefined && isOlder(version, go.version))
      return [moduleProblem(use, version, setting, go.text)];
    const asked = toolchainDefault || setting === "local" ? undefined : toolchain;
    if (asked === undefined || !isOlder(version, asked.version)) return [];
    return [moduleProblem(use, version, setting, versionName(asked.version))];
  });
  return problem === undefined ? [] : [problem];
}

const READS_GO_MOD = /^go (?:build|test|run|install|vet|generate|mod|get|list|tool)$/;

function moduleProblem({ step, seen }: GoUse, version: GoVersion, setting: string, needs: string): Problem {
  const running = versionName(version);
  const shared = {
    id: "docker-toolchain",
    title: `go.mod asks for Go ${needs}, and this stage has ${running}`,
    fix: `start from golang:${needs}`,
    seen: [
      seen,
      { name: "FROM", value: step.stage.from.text.split(/\s+/)[0] ?? "", line: step.stage.from.line },
      { name: "GOTOOLCHAIN", value: setting, line: step.stage.from.line },
    ],
  };
  if (setting === "local") {
    const effect =
      `go build and test fail with: go.mod requires go >= ${needs} (running go ${running}...; GOTOOLCHAIN=local); ` +
      "the golang images set that";
    return { ...shared, severity: "error", effect };
  }
  const effect = `go downloads go${needs} whenever this instruction is not in the cache of the build`;
  return { ...shared, severity: "note", effect };
}

function versionHere(state: State): GoVersion | null {
  return state.trees.get(treeOnPath(state) ?? "")?.version ?? null;
}

/** Is `needs` newer? The tag `1.22` of an image is the newest patch of that line. */
function isOlder(version: GoVersion, needs: GoVersion): boolean {
  if (isLineTag(version) && lineOf(version) === lineOf(needs)) return false;
  return compareVersions(version, needs) < 0;
}

function isIn(version: GoVersion, named: GoVersion): boolean {
  return isLineTag(version) ? lineOf(version) === lineOf(named) : compareVersions(version, named) === 0;
}

function isLineTag(version: GoVersion): boolean {
  return /^go\d+\.\d+$/.test(upstreamName(version));
}
