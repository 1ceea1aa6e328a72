import { compareVersions, type GoVersion, lineOf, versionName } from "../../goversion/version.ts";
import { type GoUse, goUses, historyOf, type Problem } from "./problem.ts";
import { pathOf, type Tree, treeOnPath, UNSEEN } from "./state.ts";
import type { Step } from "./steps.ts";
import { assignmentsOf } from "./words.ts";

/** A Go tree over another one: files that the newer release dropped stay, and are compiled. */
export function overlayProblems(steps: readonly Step[]): Problem[] {
  return steps.flatMap(({ instruction, before, after }) =>
    [...after.trees].flatMap(([dir, tree]) => {
      if (tree.over === null || tree === before.trees.get(dir) || isSame(tree.version, tree.over.version))
        return [];
      return [overlayProblem(dir, tree, tree.over, instruction.name)];
    }),
  );
}

function overlayProblem(dir: string, tree: Tree, over: Tree, name: string): Problem {
  const isError =
    tree.version !== null && over.version !== null && lineOf(tree.version) !== lineOf(over.version);
  return {
    id: "docker-overlay",
    severity: isError ? "error" : "warning",
    title: `${words(tree.version)} is put over ${words(over.version)} in ${dir}`,
    effect: isError
      ? "go run, build and test fail with: redeclared in this block, because files of the older release stay"
      : "files that only the older release has stay in the tree; go fails with: redeclared in this block, where they matter",
    fix: `remove ${dir} in an instruction before line ${tree.line} (RUN rm -rf ${dir}), or start from an image without it`,
    seen: [
      { name, value: `${words(tree.version)} to ${dir}`, line: tree.line },
      { name: "already there", value: words(over.version), line: over.line },
    ],
  };
}

/** go runs where it is not on PATH, or where there is none; where it is lost at all, even if nothing runs it. */
export function pathProblems(
  steps: readonly Step[],
  escapeMark: string,
  knownLines: readonly number[],
): Problem[] {
  const problems: Problem[] = [];
  const explained = new Set<Step>();
  for (const use of goUses(steps)) {
    const history = historyOf(use.step, steps);
    const cause = history.findLast((step) => setsPath(step, escapeMark));
    const known = cause !== undefined && knownLines.includes(cause.instruction.line);
    const isFirst = !problems.some(
      ({ id, seen }) => id === "docker-no-go" || seen.some(({ line }) => isIn(line, history)),
    );
    if (known || !isMissing(use) || !isFirst) continue;
    const loss = history.findLast(losesGo);
    if (loss !== undefined) explained.add(loss);
    problems.push(use.step.after.trees.size === 0 ? noGoProblem(use) : pathProblem(use, loss));
  }
  const silent = steps.filter((step) => losesGo(step) && !explained.has(step));
  return [
    ...problems,
    ...silent.filter((step) => !knownLines.includes(step.instruction.line)).map(lossProblem),
  ];
}

function isIn(line: number, history: readonly Step[]): boolean {
  return history.some(({ instruction }) => instruction.line === line);
}

function setsPath({ instruction }: Step, escapeMark: string): boolean {
  if (instruction.name !== "ENV") return false;
  return assignmentsOf(instruction, escapeMark).some(({ name }) => name === "PATH");
}

function isMissing({ step: { after } }: GoUse): boolean {
  return !after.mayHaveGo && !pathOf(after).includes(UNSEEN) && treeOnPath(after) === undefined;
}

function losesGo({ instruction, before, after }: Step): boolean {
  return instruction.name === "ENV" && treeOnPath(before) !== undefined && treeOnPath(after) === undefined;
}

function noGoProblem({ step, seen }: GoUse): Problem {
  return {
    id: "docker-no-go",
    severity: "error",
    title: "go is started in a stage that has none",
    effect:
      "the command fails with: go: not found; a stage has nothing of the stages before it but what is copied",
    fix: "do it in a stage with Go and copy the result, or add COPY --from=golang:1.N /usr/local/go /usr/local/go and its PATH",
    seen: [seen, fromSeen(step)],
  };
}

function pathProblem({ step: { after }, seen }: GoUse, loss: Step | undefined): Problem {
  const [[dir = "", tree = undefined] = []] = after.trees;
  const cause = loss === undefined ? [] : [pathSeen(loss)];
  return {
    id: "docker-path",
    severity: "error",
    title:
      loss === undefined
        ? `${dir}/bin is not on PATH in this stage`
        : `PATH is replaced, and ${dir}/bin is lost`,
    effect: "the command fails with: go: not found; PATH of another stage does not come along with COPY",
    fix: loss === undefined ? `add ENV PATH=${dir}/bin:$PATH before line ${seen.line}` : keepPath(dir, loss),
    seen: [
      ...cause,
      seen,
      ...(tree === undefined || loss ? [] : [{ name: "Go", value: dir, line: tree.line }]),
    ],
  };
}

function lossProblem(step: Step): Problem {
  const dir = treeOnPath(step.before) ?? "";
  return {
    id: "docker-path",
    severity: "warning",
    title: `PATH is replaced, and ${dir}/bin is lost`,
    effect: "a go that is started by its name in this image fails with: go: not found",
    fix: keepPath(dir, step),
    seen: [pathSeen(step)],
  };
}

function keepPath(dir: string, { instruction }: Step): string {
  return `add ${dir}/bin to line ${instruction.line}, or keep $PATH there`;
}

function pathSeen({ instruction, after }: Step) {
  return { name: "PATH", value: after.env.get("PATH") ?? "", line: instruction.line };
}

function fromSeen({ stage }: Step) {
  const base = typeof stage.base === "string" ? stage.base : (stage.base.name ?? "");
  return { name: "FROM", value: base, line: stage.from.line };
}

function isSame(a: GoVersion | null, b: GoVersion | null): boolean {
  return a !== null && b !== null && compareVersions(a, b) === 0;
}

function words(version: GoVersion | null): string {
  return version === null ? "a Go tree" : `Go ${versionName(version)}`;
}
