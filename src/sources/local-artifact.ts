import { pathToFileURL } from "node:url";
import type { Artifact } from "./source.ts";

interface LocalArtifact extends Pick<Artifact, "source" | "filename" | "container"> {
  readonly kind: "file" | "directory";
  /** Absolute. */
  readonly path: string;
}

/** An archive or a tree on this disk. */
export function localArtifact({ kind, path, ...named }: LocalArtifact): Artifact {
  return { ...named, origin: { kind, path }, url: pathToFileURL(path).href, nextOn: "any" };
}
