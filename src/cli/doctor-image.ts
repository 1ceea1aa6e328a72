import type { Context } from "../config/context.ts";
import { pathFromHere } from "../config/path-from-here.ts";
import { lintDockerfile } from "../doctor/dockerfile/lint.ts";
import type { Severity } from "../doctor/finding.ts";
import { GovError } from "../errors.ts";
import { readText } from "../fs/read-text.ts";
import type { Answer } from "./base-command.ts";
import { type DockerfileReport, dockerfileAnswer } from "./present-doctor.ts";
import type { Paint } from "./style.ts";

/** `gov doctor --dockerfile FILE`: looks at the text, and at nothing of this machine. */
export function imageAnswer(
  file: string,
  failOn: Severity,
  { context, paint }: { readonly context: Context; readonly paint: Paint },
): Answer<DockerfileReport> {
  const text = readText(pathFromHere(file, context));
  if (text === undefined) {
    throw new GovError("failed", `cannot read \`${file}\``, { hint: "gov doctor --dockerfile FILE", file });
  }
  return dockerfileAnswer(file, lintDockerfile(text, file), failOn, paint);
}
