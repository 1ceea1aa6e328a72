import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { unpackDirectory } from "../archive/directory.ts";
import { LIMITS } from "../archive/safety.ts";
import { unpackTarGz } from "../archive/tar.ts";
import type { Unpacked } from "../archive/unpacked.ts";
import { GovError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import { versionName } from "../goversion/version.ts";
import { Download } from "../net/download.ts";
import { hostOf, NetworkError } from "../net/network-error.ts";
import type { Artifact } from "../sources/source.ts";
import { Sha256 } from "../verify/digest.ts";
import { moduleVersion, TOOLCHAIN_MODULE } from "../verify/module-version.ts";
import { type ArrivingZip, unpackArriving } from "./arriving-zip.ts";
import { isCodedTwice } from "./coded-twice.ts";
import type { InstallJob } from "./install.ts";
import { openPatch } from "./patch-parcel.ts";
import type { ReceiptArchive } from "./receipt.ts";
import type { Supply } from "./supply.ts";

/** A toolchain as it comes: bytes of an archive, or a tree on this disk. */
export interface Parcel {
  readonly artifact: Artifact;
  /** Were bytes of another answer among those unpacked? Then a wrong digest may be nobody's fault. */
  isPatched(): boolean;
  /** Makes `goroot`, which must not be there. The archive is null for a tree. */
  unpack(
    goroot: string,
    signal: AbortSignal,
  ): Promise<Unpacked & { readonly archive: ReceiptArchive | null }>;
  /** It was proven: what was kept of it is needed no more. */
  settle(): void;
  /** It is wrong: nothing of it may be used again. */
  discard(): void;
  /** Stops; a later run goes on where this one was. */
  close(): void;
}

/** Gets hold of an artifact: the answer of a server is there, its bytes are still to come. */
export async function openParcel(
  artifact: Artifact,
  job: InstallJob,
  supply: Supply,
  signal: AbortSignal,
): Promise<Parcel> {
  if (artifact.container === "tree" || artifact.container === "module-cache") return treeParcel(artifact);
  if (artifact.url.startsWith("file:")) return fileParcel(artifact, job, supply);
  const whole = async () => {
    const download = startDownload(artifact, job, supply, signal);
    await download.connect();
    return downloadParcel(artifact, job, download, supply);
  };
  const mayPatch =
    artifact.container === "module-zip" && !fs.existsSync(`${keptFile(artifact, supply)}.partial`);
  const patch =
    mayPatch && (await openPatch(artifact, job, { supply, signal, whole, zip: zipOptions(artifact, job) }));
  return patch || whole();
}

/** Of what is smaller the directory, which is fetched twice, is no small part. */
const LARGE_BYTES = 25_000_000;

const NOTHING_KEPT = { isPatched: () => false, settle: () => {}, discard: () => {}, close: () => {} };

function treeParcel(artifact: Artifact): Parcel {
  const form = artifact.container === "module-cache" ? "module-cache" : "tree";
  return {
    ...NOTHING_KEPT,
    artifact,
    unpack: async (goroot, signal) => {
      const unpacked = await unpackDirectory(fileURLToPath(artifact.url), goroot, { form, signal });
      return { ...unpacked, archive: null };
    },
  };
}

function fileParcel(artifact: Artifact, job: InstallJob, supply: Supply): Parcel {
  const file = fileURLToPath(artifact.url);
  const unpack = unpackerOf(artifact, job, supply, () => ({ bytes: readFile(file), file, mayAsk: false }));
  // Of the files that lie about only those that gov kept itself are found.
  const discard = () => fs.rmSync(file, { force: true });
  return { ...NOTHING_KEPT, artifact, unpack, ...(artifact.isFound && { discard }) };
}

function downloadParcel(artifact: Artifact, job: InstallJob, download: Download, supply: Supply): Parcel {
  const kept = keptFile(artifact, supply);
  const partial = `${kept}.partial`;
  // What was kept by an earlier run may be all there is to fetch.
  const mayAsk = download.replayedBytes === 0 && (download.total ?? 0) > LARGE_BYTES;
  const unpack = unpackerOf(artifact, job, supply, () => ({ bytes: download, file: partial, mayAsk }));
  return {
    artifact,
    isPatched: () => download.replayedBytes > 0,
    unpack: (goroot, signal) =>
      unpack(goroot, signal).catch((error: unknown) => {
        if (!isRefusal(error) || !isCodedTwice(partial, artifact.container)) throw error;
        download.discard();
        throw codedTwiceError(artifact, error);
      }),
    settle: () => {
      const archives = path.join(path.dirname(kept), artifact.filename);
      if (!supply.settings.keep_archives || !download.keep(archives)) download.discard();
    },
    discard: () => download.discard(),
    close: () => download.close(),
  };
}

function isRefusal(error: unknown): error is GovError {
  return error instanceof GovError && error.code === "archive-refused";
}

/** A fault of the network: another source may be free of it. */
function codedTwiceError({ url, filename }: Artifact, cause: GovError): NetworkError {
  return new NetworkError(
    `${hostOf(url)}, or a proxy on the way, packs ${filename} by gzip once more, though it was asked for it as it is`,
    {
      url,
      cause,
      hint: "that is for the owner of the server or proxy to mend; another source: --from goproxy",
    },
  );
}

function startDownload(
  artifact: Artifact,
  job: InstallJob,
  { http: client, emit, now, ...supply }: Supply,
  signal: AbortSignal,
): Download {
  const version = versionName(job.version);
  return new Download({
    client,
    url: artifact.url,
    file: keptFile(artifact, supply),
    maxBytes: LIMITS.fileBytes,
    emit,
    now,
    signal,
    onProgress: (received, total) => emit({ type: "progress", version, received, total }),
  });
}

/** The URL may hold a token, so it is in the name as a hash only. */
function keptFile({ url, filename }: Artifact, { home }: Pick<Supply, "home">): string {
  const key = createHash("sha256").update(url).digest("hex").slice(0, 16);
  return path.join(home.downloadsDir, `${key}-${filename}`);
}

type Archive = Pick<ArrivingZip, "bytes" | "file" | "mayAsk">;

function unpackerOf(
  artifact: Artifact,
  job: InstallJob,
  supply: Supply,
  open: () => Archive,
): Parcel["unpack"] {
  const { container, filename, url } = artifact;
  return async (goroot, signal) => {
    const archive = open();
    const sha256 = new Sha256();
    const bytes = hashing(archive.bytes, sha256);
    const zip = zipOptions(artifact, job);
    const unpacked =
      container === "tar.gz"
        ? await unpackTarGz(bytes, goroot, { signal })
        : await unpackArriving({ ...archive, url, bytes, zip }, goroot, supply, signal);
    return { ...unpacked, archive: { name: filename, bytes: sha256.bytes, sha256: sha256.hex() } };
  };
}

function zipOptions({ container }: Artifact, { version, platform }: InstallJob) {
  if (container !== "module-zip") return { form: "zip", prefix: "go/" } as const;
  return { form: "module-zip", prefix: `${TOOLCHAIN_MODULE}@${moduleVersion(version, platform)}/` } as const;
}

async function* hashing(bytes: AsyncIterable<Uint8Array>, sha256: Sha256): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    sha256.update(chunk);
    yield chunk;
  }
}

async function* readFile(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of fs.createReadStream(file, { highWaterMark: 1024 * 1024 })) yield chunk;
  } catch (error) {
    throw diskError(error, `cannot read ${file}`);
  }
}
