import { type Tree, type ZipItem, zip } from "../archives.ts";
import type { HostileArchive, HostileClass } from "./archive.ts";
import { NAME_CLASSES } from "./names.ts";
import { type Forged, goMods, links, MODULE, nameSpellings, notUtf8, twice, types } from "./zip-entries.ts";
import { around, bombs, cuts, ends, extras, places, zip64 } from "./zip-frames.ts";
import { descriptors, disagreements, encrypted, methods, sizes } from "./zip-headers.ts";

/** Zip files that are a whole release but for one thing, by classes of such things. */

export type ZipForm = "zip" | "module zip";

export function hostileZip(form: ZipForm, tree: Tree): HostileClass[] {
  const genuine = itemsOf(form, tree);
  const prefix = form === "zip" ? "go/" : MODULE;
  const forge = ([spelling, reason, items, frame]: Forged): HostileArchive => ({
    spelling,
    reason,
    bytes: Array.isArray(items) ? zip([...genuine, ...items], frame) : items(zip(genuine)),
  });
  const names = NAME_CLASSES.map(({ name, names }) => ({
    name,
    archives: (outside: string) =>
      names(outside)
        .flatMap((bad) => nameSpellings(bad, prefix))
        .map(forge),
  }));
  const others = CLASSES.map(([name, spellings]) => ({
    name,
    archives: (outside: string) => spellings(prefix, outside).map(forge),
  }));
  return [...names, ...others];
}

const CLASSES: readonly (readonly [name: string, (prefix: string, outside: string) => Forged[]])[] = [
  ["names that are not UTF-8", notUtf8],
  ["what would be taken for a go.mod", goMods],
  ["symbolic links", links],
  ["devices, pipes and other types", types],
  ["names that are there twice", twice],
  ["encrypted entries", encrypted],
  ["unknown methods", methods],
  ["sizes and sums that are not those of the data", sizes],
  ["local headers that say something else", disagreements],
  ["data descriptors that say something else", descriptors],
  ["zip64", zip64],
  ["entries that overlap, or leave a gap", places],
  ["extra fields with another truth", extras],
  ["end records that say something else", ends],
  ["bombs by ratio, count and size", bombs],
  ["an archive that is cut off", cuts],
  ["bytes before, behind and in a comment", around],
];

function itemsOf(form: ZipForm, tree: Tree): ZipItem[] {
  const entries = Object.entries(tree);
  if (form === "zip") return entries.map(([path, body]) => ({ name: `go/${path}`, body }));
  return entries
    .filter(([path]) => !/^(?:api|doc|misc|test)\//.test(path))
    .map(([path, body]) => ({ name: `${MODULE}${path.replace(/(^|\/)go\.mod$/, "$1_go.mod")}`, body }));
}
