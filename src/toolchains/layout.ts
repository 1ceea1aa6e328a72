import { type Home, LAYOUT_VERSION } from "../config/home.ts";
import { GovError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { readText } from "../fs/read-text.ts";

/**
 * Claims a root for this layout before something is installed into it. One that a later gov has laid out in
 * another way is `refused`: its files would be taken for something else.
 */
export function claimLayout(home: Pick<Home, "root" | "layoutFile">): void {
  const found = readText(home.layoutFile)?.trim();
  if (found === LAYOUT_VERSION) return;
  if (found !== undefined && found !== "") {
    throw new GovError("refused", `${home.root} is laid out by another gov (layout ${found.slice(0, 20)})`, {
      hint: "use that gov, or another root: export GOV_ROOT=/absolute/path",
      file: home.layoutFile,
    });
  }
  writeFileAtomic(home.layoutFile, `${LAYOUT_VERSION}\n`);
}
