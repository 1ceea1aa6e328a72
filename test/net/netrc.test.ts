import { describe, expect, test } from "vitest";
import { findNetrcEntry, parseNetrc } from "../../src/net/netrc.ts";

describe("a netrc file", () => {
  test.each([
    ["machine a login b password c", ["a b c"]],
    ["machine a login b password c\n", ["a b c"]],
    ["machine a\r\n\tlogin b\r\n  password c\r\n", ["a b c"]],
    ["machine a password c login b", ["a b c"]],
    ["machine a login b password c machine d login e password f", ["a b c", "d e f"]],
    ["machine a login b\nmachine d login e password f", ["d e f"]],
    ["machine a login b account x password c", ["a b c"]],
    ["default login x password y", []],
    ["default\nmachine a login b password c", []],
    ["machine a login b password c\ndefault\nmachine d login e password f", ["a b c"]],
    ["macdef init\nmachine x login y password z\n\nmachine a login b password c", ["a b c"]],
    ["macdef init\nput machine\n", []],
    ["login b password c", []],
    ["machine", []],
    ["", []],
  ])("%j", (text, expected) => {
    const entries = parseNetrc(text).map(({ machine, login, password }) => `${machine} ${login} ${password}`);
    expect(entries).toEqual(expected);
  });
});

describe("the entry for a URL", () => {
  const entries = parseNetrc(`
    machine git.corp login host password 1
    machine git.corp login second password 2
    machine git.corp/go login path password 3
    machine git.corp/go/private/ login deep password 4
    machine git.corp:8443 login port password 5
  `);

  test.each([
    ["https://git.corp/", "host"],
    ["https://git.corp/other?x=/go", "host"],
    ["https://git.corp/go", "path"],
    ["https://git.corp/go/", "path"],
    ["https://git.corp/go/1.22.zip", "path"],
    ["https://git.corp/golang/x", "host"],
    ["https://git.corp/go/private/x", "deep"],
    ["https://git.corp:8443/x", "port"],
    ["https://git.corp:9000/x", undefined],
    ["https://sub.git.corp/x", undefined],
    ["https://corp/x", undefined],
  ])("%s: %s", (url, login) => {
    expect(findNetrcEntry(entries, new URL(url))?.login).toBe(login);
  });
});
