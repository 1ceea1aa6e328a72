import fs from "node:fs";
import { isBelow } from "../../fs/is-below.ts";
import { quotePosix } from "../../shells/quote.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";
import { directoryEvidence, type GoDirectory } from "../settings/go-directories.ts";
import type { Obstacle } from "./access.ts";

export interface Unwritable extends Pick<Diagnosis, "evidence" | "fix" | "repair"> {
  /** Does what is in the way belong to somebody else? */
  readonly isForeign: boolean;
}

/** What shows that this user cannot write to one of go's directories, and the way out. */
export function unwritable(
  directory: GoDirectory,
  { place, reason }: Obstacle,
  uid: number | undefined,
): Unwritable {
  const owner = ownerOf(place);
  const isForeign = owner !== undefined && owner !== uid;
  const value = `${reason}${isForeign ? `, belongs to user ${owner}` : ""}`;
  const evidence = [directoryEvidence(directory), pathEvidence(place, value)];
  const isInside = isBelow(place, directory.dir);
  const isMendable = isInside && reason === "permission denied";
  return {
    isForeign,
    evidence,
    fix: isMendable ? takeOver(directory, isForeign) : elsewhere(directory),
    repair: null,
  };
}

/** The top directory alone is not enough. */
function takeOver({ dir }: GoDirectory, isForeign: boolean): Diagnosis["fix"] {
  const target = quotePosix(dir);
  return isForeign
    ? {
        text: "make it yours, with all that is in it",
        command: `sudo chown -R "$(id -u):$(id -g)" ${target}`,
      }
    : { text: "let yourself write to it", command: `chmod -R u+rwX ${target}` };
}

function elsewhere({ name }: GoDirectory): Diagnosis["fix"] {
  return { text: `give ${name} a directory that you may write to`, command: null };
}

function ownerOf(file: string): number | undefined {
  try {
    return fs.statSync(file).uid;
  } catch {
    return undefined;
  }
}
