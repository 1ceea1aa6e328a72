import { X509Certificate } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import tls from "node:tls";
import { GovError } from "../errors.ts";
import { namesIn } from "../fs/names-in.ts";

export interface CertificateSources {
  /** The setting `ca_file`. */
  readonly caFile: string | null;
  readonly env: (name: string) => string | undefined;
}

/** Node 22.15 and newer; what `--use-system-ca` adds is in it. */
type TlsWithStores = { getCACertificates?: (store: "default") => string[] };

/**
 * Every authority to trust, PEM: Node's own and those of `ca_file`, SSL_CERT_FILE and SSL_CERT_DIR, which Go
 * and OpenSSL read too. `undefined` when nothing is added and Node's default, which costs less, will do.
 * `ca_file` that cannot be read or holds no certificate, and SSL_CERT_FILE if it exists, are errors.
 */
export function trustedAuthorities({ caFile, env }: CertificateSources): string[] | undefined {
  const certFile = env("SSL_CERT_FILE");
  const added = [
    ...(caFile === null ? [] : required(caFile, "ca_file")),
    // Some systems set it for a file that is not there; Go passes that over too.
    ...(certFile === undefined || !fs.existsSync(certFile) ? [] : required(certFile, "SSL_CERT_FILE")),
    ...(env("SSL_CERT_DIR") ?? "").split(":").filter(Boolean).flatMap(blocksInDirectory),
  ];
  if (added.length === 0) return undefined;
  // A list for a connection replaces Node's own, so that has to be in it.
  const own = (tls as TlsWithStores).getCACertificates?.("default") ?? tls.rootCertificates;
  const extra = blocksIfReadable(env("NODE_EXTRA_CA_CERTS") ?? "");
  return [...own, ...newOnes([...extra, ...added], own)];
}

/** What is not known yet: the bundle of a system is mostly what Node has, and each one takes time to parse. */
function newOnes(added: readonly string[], own: readonly string[]): string[] {
  const known = new Set(own.map(withoutBlanks));
  return added.filter((pem) => {
    const key = withoutBlanks(pem);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
}

function required(file: string, setBy: string): readonly string[] {
  const fail = (problem: string, cause?: unknown) =>
    new GovError("invalid-setting", `${setBy} is ${file}, which ${problem}`, {
      hint: setBy === "ca_file" ? "gov config set ca_file /path/to/ca.pem" : `unset ${setBy}`,
      file,
      cause,
    });
  let blocks: readonly string[];
  try {
    blocks = certificateBlocks(fs.readFileSync(file, "utf8"));
  } catch (error) {
    throw fail(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, error);
  }
  if (!blocks.some(isCertificate)) throw fail("holds no certificate in PEM form");
  return blocks;
}

/** The directory of a distribution holds links to files that are in its bundle: each file is read once. */
function blocksInDirectory(dir: string): readonly string[] {
  const files = new Set(namesIn(dir).map((name) => realFile(path.join(dir, name))));
  return [...files].flatMap((file) => (file === undefined ? [] : blocksIfReadable(file)));
}

function realFile(file: string): string | undefined {
  try {
    return fs.statSync(file).isFile() ? fs.realpathSync(file) : undefined;
  } catch {
    return undefined;
  }
}

function blocksIfReadable(file: string): readonly string[] {
  try {
    return certificateBlocks(fs.readFileSync(file, "utf8"));
  } catch {
    return [];
  }
}

function certificateBlocks(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function withoutBlanks(pem: string): string {
  return pem.replace(/\s+/g, "");
}
