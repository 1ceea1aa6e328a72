/**
 * Strict readings of signed text. Node's own converters are lenient (they skip garbage, take `1e3` for a
 * number, drop a byte order mark), and what is signed must have one reading only.
 */

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const NEWLINE = 0x0a;
const FIRST_PRINTABLE = 0x20;

/** Valid UTF-8 without control characters below 0x20 other than newline; a byte order mark stays. */
export function strictText(bytes: Uint8Array): string | undefined {
  if (bytes.some((byte) => byte < FIRST_PRINTABLE && byte !== NEWLINE)) return undefined;
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Canonical base64: standard alphabet, padded, unused bits zero. */
export function strictBase64(text: string): Buffer | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

/** A canonical decimal that fits a JSON number exactly; no log will ever hold more records. */
export function strictDecimal(text: string): bigint | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? value : undefined;
}
