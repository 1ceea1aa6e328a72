import { isArchiveOf, parseArchiveName } from "./archive-name.ts";
import { namedFile, releasesIn } from "./releases-in.ts";
import type { Source } from "./source.ts";
import { urlForReceipt } from "./url.ts";

/** A source that has the one archive at this URL; `undefined` when the URL does not end in the name of one. */
export function archiveUrlSource(url: string): Source | undefined {
  const { host, pathname } = new URL(url);
  const filename = pathname.slice(pathname.lastIndexOf("/") + 1);
  const archive = parseArchiveName(filename);
  if (archive === undefined) return undefined;
  const asked = { name: host, kind: "mirror" } as const;
  const artifact = {
    source: host,
    origin: { kind: asked.kind, url: urlForReceipt(url) },
    url,
    filename,
    container: archive.container,
    nextOn: "any",
  } as const;
  return {
    ...asked,
    listUrl: undefined,
    list: async () => ({ releases: releasesIn([namedFile(filename)]), official: null }),
    locate: (version, platform) => (isArchiveOf(archive, version, platform) ? [artifact] : []),
  };
}
