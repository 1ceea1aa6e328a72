import fs from "node:fs";
import path from "node:path";
import { GovError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import { hasVersionAndGo } from "../platform/tree.ts";
import { archiveDirectorySource, archivesDir } from "./archive-directory.ts";
import { archiveFileSource } from "./archive-file.ts";
import { treeSource } from "./go-tree.ts";
import type { Source } from "./source.ts";

/**
 * The source for `--from FILE` and `--from DIR`: an archive, a Go tree, a directory of archives or one laid
 * out as a file:// GOPROXY. `place` is absolute; anything else there is `usage`.
 */
export function localSource(place: string): Source {
  const stat = statOf(place);
  if (stat?.isFile()) return archiveFileSource(place);
  if (stat?.isDirectory()) return directorySource(place);
  throw new GovError(
    "usage",
    `${place} is ${stat === undefined ? "not there" : "neither a file nor a directory"}`,
    {
      hint: `ls -ld ${path.dirname(place)}`,
    },
  );
}

function directorySource(dir: string): Source {
  if (hasVersionAndGo(dir)) return treeSource(dir);
  const archives = archivesDir(dir);
  if (archives !== undefined) return archiveDirectorySource(dir, archives);
  throw new GovError("usage", `${dir} is neither a Go tree nor a directory with archives of Go`, {
    hint: `ls ${dir}`,
  });
}

function statOf(place: string): fs.Stats | undefined {
  try {
    return fs.statSync(place, { throwIfNoEntry: false });
  } catch (error) {
    throw diskError(error, `cannot read ${place}`);
  }
}
