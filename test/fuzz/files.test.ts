import fs from "node:fs";
import fc from "fast-check";
import { expect } from "vitest";
import { goEnvLines, parseGoEnv } from "../../src/config/go-env-file.ts";
import { findNetrcEntry, parseNetrc } from "../../src/net/netrc.ts";
import { parseGoMod } from "../../src/resolution/files/go-mod.ts";
import { parseGoVersionFile } from "../../src/resolution/files/go-version.ts";
import { parseToolVersions } from "../../src/resolution/files/tool-versions.ts";
import { pinIn, removePin, writePin } from "../../src/resolution/pin-file.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { fuzz } from "./fuzz.ts";
import { mutatedText } from "./mutate.ts";

const at = useTemporaryDirectory();

const PIN_WORDS = [
  "golang ",
  "go ",
  "ruby 3.3\n",
  "1.22.5",
  "go1.21",
  "# c",
  "\n",
  "system",
  " \t",
  "golang\t1.2.3\n",
];
const goVersionFile = mutatedText(
  ["1.22.5\n", "# comment\n\ngo1.22 1.21.3 # more\r\n", "\uFEFFsystem"],
  PIN_WORDS,
);
const toolVersions = mutatedText(
  ["golang 1.22.5\n", "ruby 3.3.0\ngo  1.21 1.20 # both\nnode 20\n", "\uFEFFgolang 1.22\r\n# golang 1.1\r\n"],
  PIN_WORDS,
);

fuzz("a pin file asks for words of one of its lines", fc.oneof(goVersionFile, toolVersions), (text) => {
  for (const parse of [parseGoVersionFile, parseToolVersions]) {
    const pin = parse(text);
    if (pin === undefined) continue;
    const line = text.replaceAll("\0", "").split("\n")[pin.line - 1] ?? "";
    expect(pin.requests.length).toBeGreaterThan(0);
    for (const request of pin.requests) {
      expect(request).toMatch(/^[^ \t\n\0#][^ \t\n\0]*$/);
      expect(line).toContain(request);
    }
  }
});

/** What resolution takes from the directory: `.go-version` first. */
function requestsIn(): readonly string[] | undefined {
  const read = (name: string) => (fs.existsSync(at(name)) ? fs.readFileSync(at(name), "utf8") : "");
  return (parseGoVersionFile(read(".go-version")) ?? parseToolVersions(read(".tool-versions")))?.requests;
}

fuzz(
  "a pin that is written is the one that counts, and is gone when it is taken away",
  fc.tuple(fc.option(goVersionFile), fc.option(toolVersions)),
  ([own, shared]) => {
    for (const [name, text] of Object.entries({ ".go-version": own, ".tool-versions": shared })) {
      fs.rmSync(at(name), { force: true });
      if (text !== null) fs.writeFileSync(at(name), text);
    }
    const file = writePin(at(), "1.22.5");
    expect(requestsIn()?.[0]).toBe("1.22.5");
    const pin = pinIn(at());
    expect(pin?.file).toBe(file);
    if (pin !== undefined) removePin(pin);
    expect(pinIn(at())?.text).not.toBe(pin?.text);
  },
  { share: 0.5 },
);

const goMod = mutatedText(
  [
    "module example.com/m\n\ngo 1.22.5\n\ntoolchain go1.23.1\n\nrequire example.com/x v1.0.0\n",
    "go 1.21 // c\r\ntoolchain default\r\nuse ./a\r\n",
    "module m\ngo 1.20rc1\nrequire (\n\ttoolchain v1.2.3\n)\ngodebug default=go1.21\ntoolchain local",
  ],
  ["go ", "toolchain ", "toolchain go", "default", "require (", "\n", "//", "1.22", "go1.22.5"],
);

fuzz("go.mod has versions that stand in it", goMod, (text) => {
  const { go, toolchain } = parseGoMod(text);
  for (const found of [go, toolchain]) {
    if (found === undefined) continue;
    expect(text.replaceAll("\0", "").split("\n")[found.line - 1]).toContain(found.text);
    expect(found.text).toMatch(/^(?:go)?[0-9.]+(?:rc|beta|alpha)?[0-9]*$/);
  }
});

const goEnv = mutatedText(
  ["GOPROXY=https://proxy.example,direct\nGOFLAGS=-mod=mod\n", "# c\nGOTOOLCHAIN=local\r\nGOSUMDB=off"],
  ["=", "\n", "GOPROXY=", "gOPROXY=", " GOENV=x", '"'],
);

fuzz("a GOENV file has the last value of each of its lines", goEnv, (text) => {
  const lines = goEnvLines(text);
  const rows = text.split("\n");
  for (const { name, value, line } of lines) expect(rows[line - 1]).toBe(`${name}=${value}`);
  const values = parseGoEnv(text);
  for (const [name, value] of values) expect(lines.findLast((it) => it.name === name)?.value).toBe(value);
});

const netrc = mutatedText(
  [
    "machine a.example login joe password hunter2\n",
    "machine a.example/x\nlogin j\npassword p\nmacdef init\nmachine b login c password d\n\nmachine c login e password f",
    "default login anonymous password x\nmachine never login a password b\n",
  ],
  ["machine ", "login ", "password ", "macdef ", "default", "\n", "\n\n", " ", "account x "],
);
const netrcUrl = fc.constantFrom(
  "https://a.example/x/y",
  "https://b/",
  "https://c:8443/",
  "https://[::1]/%2f",
);

fuzz(
  "netrc gives complete entries, and one only to its own host",
  fc.tuple(netrc, netrcUrl),
  ([text, href]) => {
    const entries = parseNetrc(text);
    const url = new URL(href);
    for (const { machine, login, password } of entries) {
      for (const word of [machine, login, password]) expect(word).toMatch(/^\S+$/);
    }
    const found = findNetrcEntry(entries, url);
    if (found !== undefined)
      expect(`${url.host}${url.pathname}/`).toContain(`${found.machine.replace(/\/$/, "")}/`);
  },
);
