import { expect, test } from "vitest";
import { runGov } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { transcript } from "./transcript.ts";

test.each([[[]], [["exec"]], [["config"]], [["config", "set"]]])("gov help %j is --help", async (words) => {
  const scratch = scratchHome();
  const help = await runGov(scratch, ["help", ...words]);
  expect(help).toEqual(await runGov(scratch, [...words, "--help"]));
  expect(help).toMatchObject({ status: 0, stderr: "" });
  expect(help.stdout).toContain("USAGE");
});

test("an unknown command gets the nearest one", async () => {
  const scratch = scratchHome();
  expect(await transcript(scratch, ["help", "lst"])).toMatchInlineSnapshot(`
    "! gov: \`lst\` is not a gov command
    ! hint: gov list
    [2]"
  `);
  expect(await transcript(scratch, ["help", "config", "lst"])).toMatchInlineSnapshot(`
    "! gov: \`config lst\` is not a gov command
    ! hint: gov config list
    [2]"
  `);
});

test.each([
  ["constructor", "gov --help"],
  ["__proto__", "gov --help"],
  ["config lst", "gov config list"],
  ["cache:cler", "gov cache clear"],
  ["instal", "gov install"],
  ["ls-remote", "gov list --remote"],
])("`gov %s` is no command, and the hint is `%s`", async (words, hint) => {
  const seen = await transcript(scratchHome(), words.split(" "));
  expect(seen).toBe(`! gov: \`${words}\` is not a gov command\n! hint: ${hint}\n[2]`);
});
