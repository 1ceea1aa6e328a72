import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A private certificate authority that lives as long as the test, made without any program. */

/** What a TLS server needs; fits `https.createServer`. PEM. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  readonly notAfter?: Date;
}

export interface CertificateAuthority {
  /** PEM. */
  readonly cert: string;
  /** A server certificate for these names; IP addresses are recognised. */
  issue(names: readonly string[], options?: CertificateOptions): ServerIdentity;
}

const LOOPBACK = ["127.0.0.1", "localhost"];

export function createCertificateAuthority(name = "gov test CA"): CertificateAuthority {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const extensions = [
    extension("551d13", true, sequence(boolean(true))),
    // keyCertSign
    extension("551d0f", true, Buffer.from("03020204", "hex")),
    extension("551d0e", false, tlv(0x04, keyId(keys.publicKey))),
  ];
  const authority = { name, key: keys.privateKey };
  const cert = certificate({ subject: name, publicKey: keys.publicKey, issuer: authority, extensions });
  return {
    cert,
    issue: (names, options = {}) => {
      const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
      return {
        key: server.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
        cert: certificate({
          subject: names[0] ?? "",
          publicKey: server.publicKey,
          issuer: authority,
          extensions: [
            extension("551d11", false, sequence(...names.map(generalName))),
            extension("551d23", false, sequence(tlv(0x80, keyId(keys.publicKey)))),
          ],
          ...options,
        }),
      };
    },
  };
}

/** One authority and a server of it for `127.0.0.1` and `localhost`. */
export function loopbackTls(): { readonly ca: string; readonly server: ServerIdentity } {
  const authority = createCertificateAuthority();
  return { ca: authority.cert, server: authority.issue(LOOPBACK) };
}

interface CertificateParts extends CertificateOptions {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: { readonly name: string; readonly key: KeyObject };
  readonly extensions: readonly Buffer[];
}

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = sequence(oid("2a8648ce3d040302"));

/** RFC 5280, 4.1. */
function certificate({ subject, publicKey, issuer, extensions, notAfter }: CertificateParts): string {
  const end = notAfter ?? new Date(Date.now() + DAY_MS);
  const body = sequence(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer.name),
    sequence(time(new Date(end.getTime() - 10 * DAY_MS)), time(end)),
    distinguishedName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = tlv(0x03, Buffer.from([0]), sign("sha256", body, issuer.key));
  const der = sequence(body, ECDSA_WITH_SHA256, signature);
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function keyId(publicKey: KeyObject): Buffer {
  return createHash("sha1")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), tlv(0x04, value));
}

function generalName(name: string): Buffer {
  const address = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  return address ? tlv(0x87, Buffer.from(name.split(".").map(Number))) : tlv(0x82, Buffer.from(name));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(oid("550403"), tlv(0x0c, Buffer.from(commonName)))));
}

/** `YYMMDDHHMMSSZ` */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+/, "").replace(/[-:T]/g, "");
  return tlv(0x17, Buffer.from(digits.slice(2)));
}

function boolean(value: boolean): Buffer {
  return tlv(0x01, Buffer.from([value ? 0xff : 0]));
}

function integer(bytes: Buffer): Buffer {
  return tlv(0x02, bytes);
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, "hex"));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts);
}

/** One DER value: tag, length, content. */
function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
