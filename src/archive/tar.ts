import { once } from "node:events";
import { addAbortSignal } from "node:stream";
import { createGunzip, type Gunzip } from "node:zlib";
import { isSystemError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import { joined } from "../net/joined.ts";
import { GzipGauge } from "./gzip-gauge.ts";
import { checkFlatName, LIMITS, type Limits, pathBelow, refused } from "./safety.ts";
import { type TarEntry, TarReader, type TarSink } from "./tar-reader.ts";
import { TreeWriter } from "./tree-writer.ts";
import type { Unpacked, UnpackOptions } from "./unpacked.ts";

const PREFIX = "go/";
/** Node's 16 KiB pieces triple the time of inflating. */
const CHUNK_BYTES = 1024 * 1024;
const BATCH_BYTES = 256 * 1024;
/** So much is queued for the inflater, which then has work while the tree is written. */
const AHEAD_BYTES = 1024 * 1024;

/**
 * Unpacks a Go release as its bytes come in. `dest` becomes the GOROOT: it must not exist, its parent must.
 * Only regular files and directories below `go/`; modes by path, times from the archive. Anything that is
 * not in a genuine archive is a `GovError` `archive-refused`, and what was written so far stays in `dest`
 * for the caller to remove.
 */
export async function unpackTarGz(
  compressed: AsyncIterable<Uint8Array>,
  dest: string,
  { signal, limits: given }: UnpackOptions = {},
): Promise<Unpacked> {
  const limits = { ...LIMITS, ...given };
  signal?.throwIfAborted();
  const tree = await onDisk(dest, () => new TreeWriter(dest, limits));
  const failed = new AbortController();
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const gunzip = addAbortSignal(stop, createGunzip({ chunkSize: CHUNK_BYTES }));
  const gauge = new GzipGauge(limits);
  try {
    const reader = new TarReader((entry) => addEntry(entry, tree, limits));
    const write = (chunk: Buffer) =>
      onDisk(dest, () => {
        reader.write(chunk);
        return tree.room();
      });
    await Promise.all([feed(gauge.watch(compressed), gunzip, stop), drain(gunzip, gauge, write)]);
    reader.end();
    return await onDisk(dest, () => tree.finish());
  } catch (error) {
    signal?.throwIfAborted();
    throw isSystemError(error, "Z_DATA_ERROR", "Z_BUF_ERROR")
      ? refused(`is not a sound gzip file (${error.message})`)
      : error;
  } finally {
    failed.abort();
    await tree.dispose();
  }
}

async function feed(compressed: AsyncIterable<Uint8Array>, gunzip: Gunzip, stop: AbortSignal): Promise<void> {
  for await (const batch of inBatches(compressed)) {
    gunzip.write(batch);
    if (gunzip.writableLength > AHEAD_BYTES) await once(gunzip, "drain", { signal: stop });
  }
  gunzip.end();
}

/** Each piece costs a trip to the thread pool, and TLS gives out 16 KiB at a time. Keeps the chunks a while. */
async function* inBatches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    batch.push(chunk);
    bytes += chunk.length;
    if (bytes < BATCH_BYTES) continue;
    yield joined(batch);
    batch = [];
    bytes = 0;
  }
  yield joined(batch);
}

/**
 * Reading by iteration makes the inflater start on its next piece in the thread pool before it hands out the
 * last one, so inflating and writing overlap; with `data` events they would alternate.
 */
async function drain(
  gunzip: Gunzip,
  gauge: GzipGauge,
  write: (chunk: Buffer) => Promise<void>,
): Promise<void> {
  for await (const chunk of gunzip) {
    gauge.unpacked(chunk.length);
    await write(chunk);
  }
  gauge.end(gunzip.bytesWritten);
}

function addEntry(
  { kind, path: name, size, mtime }: TarEntry,
  tree: TreeWriter,
  limits: Limits,
): TarSink | undefined {
  const path = pathBelow(PREFIX, name, kind, limits);
  if (kind === "directory") {
    tree.addDirectory(path);
    return undefined;
  }
  checkFlatName(path);
  return tree.createFile(path, size, mtime);
}

/** Runs what uses the disk of `dest` and nothing else. */
async function onDisk<T>(dest: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw diskError(error, `cannot unpack into ${dest}`);
  }
}
