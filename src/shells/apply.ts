import { type ChangeOptions, changeFiles, readBytes } from "../fs/change-files.ts";
import type { Edit, RcContents } from "./profile.ts";

/** The rc files as byte strings, null for those that do not exist. */
export function readRcFiles(files: readonly string[]): RcContents {
  return new Map(files.map((file) => [file, readBytes(file)]));
}

/** Carries a plan out; returns the directory with the files as they were, or null when all were right. */
export function applyEdits(edits: readonly Edit[], options: Omit<ChangeOptions, "again">): string | null {
  const due = edits.filter((edit) => edit.action !== "none");
  return changeFiles(due, { ...options, again: "gov setup" });
}
