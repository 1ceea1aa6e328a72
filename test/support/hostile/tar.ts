import { gzipSync } from "node:zlib";
import { type Tree, tar } from "../archives.ts";
import type { HostileArchive, HostileClass } from "./archive.ts";
import { NAME_CLASSES } from "./names.ts";
import { links, throughLinks, twice, types } from "./tar-entries.ts";
import { cuts, type Framed, packings, trailers } from "./tar-frames.ts";
import { bombs, extensions, headers, sizes, sparse } from "./tar-headers.ts";
import { type Forged, goMods, nameSpellings, notUtf8 } from "./tar-names.ts";

/** Archives that are a whole release but for one thing, by classes of such things. */
export function hostileTarGz(tree: Tree): HostileClass[] {
  const genuine = Object.entries(tree).map(([path, body]) => ({ name: `go/${path}`, body }));
  const whole = tar(genuine);
  const forge = ([spelling, reason, ...items]: Forged): HostileArchive => ({
    spelling,
    reason,
    bytes: gzipSync(tar([...genuine, ...items])),
  });
  const frame = ([spelling, reason, bytes]: Framed): HostileArchive => ({ spelling, reason, bytes });
  const names = NAME_CLASSES.map(({ name, names }) => ({
    name,
    archives: (outside: string) => names(outside).flatMap(nameSpellings).map(forge),
  }));
  const forged = FORGED.map(([name, spellings]) => ({
    name,
    archives: (outside: string) => spellings(outside).map(forge),
  }));
  const framed = FRAMED.map(([name, spellings]) => ({ name, archives: () => spellings(whole).map(frame) }));
  return [...names, ...forged, ...framed];
}

const FORGED: readonly (readonly [name: string, (outside: string) => Forged[]])[] = [
  ["names that are not UTF-8", notUtf8],
  ["what would be taken for a go.mod", goMods],
  ["symbolic and hard links", links],
  ["what is written through a link", throughLinks],
  ["devices, pipes and other types", types],
  ["names that are there twice", twice],
  ["pax and GNU headers about headers", extensions],
  ["sparse files", sparse],
  ["sizes that are not those of the data", sizes],
  ["headers of another kind", headers],
  ["bombs by ratio, size and depth", bombs],
];

const FRAMED: readonly (readonly [name: string, (whole: Buffer) => Framed[]])[] = [
  ["an archive that is cut off", cuts],
  ["something behind the end", trailers],
  ["two gzip members, or another packing", packings],
];
