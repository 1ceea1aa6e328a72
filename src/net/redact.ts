/** What stands where a secret was. */
const HIDDEN = "***";

/** Names of parameters, variables and headers whose value is a secret or part of a signature. */
const SECRET_NAME =
  "[\\w.-]*(?:token|secret|passw(?:or)?d|passphrase|signature|credential|api[_-]?key|art-api|accesskey(?:id)?|accessid|authorization|_auth|cookie)";

/** The same, and names that mean a secret only in the query of a URL. */
const SECRET_PARAMETER = `(?:${SECRET_NAME}|x-(?:amz|goog)-[\\w-]+|sig|auth|key|key-pair-id|policy|expires)`;

/** What begins nowhere but at the start of a run of its characters: a text of any length is read once. */
const SCHEME = "(?<![a-z0-9+.-])[a-z0-9+.-]+://";

const RULES: readonly RegExp[] = [
  // Up to the last `@` of the authority, as URL parsers read it.
  new RegExp(`(${SCHEME})[^\\s/?#]*(?=@)`, "gi"),
  // A password with a raw `/`, `?` or `#`: no URL, but somebody's secret. A port is none.
  new RegExp(`(${SCHEME})[^\\s/?#:[\\]]*:(?!\\d*(?:[/?#\\s]|$))\\S{0,1000}(?=@)`, "gi"),
  // Proxies may be written without a scheme.
  /(^|[\s"'`=,|])[^\s"'`=,|:/@]+:[^\s/@]{1,1000}(?=@[a-z0-9[])/gi,
  new RegExp(`([?&;]${SECRET_PARAMETER}=)[^\\s&;#"'\`<>]+`, "gi"),
  new RegExp(
    `((?<![\\w.-])${SECRET_NAME}["']?\\s*[:=]\\s*["']?(?:(?:bearer|basic|digest|token)\\s+)?)[^\\s&;,#"'\`<>]+`,
    "gi",
  ),
  /(\b(?:bearer|basic)\s+)[^\s,;"'`<>]+/gi,
];

/**
 * Takes secrets out of any text: credentials in URLs, query parameters that are secret or sign a URL, values
 * of Authorization headers and of settings such as `_authToken`. Rather one word too many than one too few.
 */
export function redactText(text: string): string {
  return RULES.reduce((result, rule) => result.replace(rule, `$1${HIDDEN}`), text);
}

/** A URL that may be kept in files: without credentials, and with secret parameters hidden. */
export function redactUrl(url: string): string {
  return redactText(url).replace(`://${HIDDEN}@`, "://");
}

/** Invisible: control and format characters, bidi and tag characters, fillers, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * One line that shows what is there and cannot steer a terminal: whatever is invisible, newlines included,
 * is written as in a JavaScript string (`\n`, `\x1b`, `\u{202e}`). Everything else is kept.
 */
export function escapeText(text: string): string {
  return text.replace(INVISIBLE, (character) => SHORT[character] ?? escapeCodePoint(character));
}

function escapeCodePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
}
