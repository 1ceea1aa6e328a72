import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { githubText } from "../../src/cli/present-doctor-github.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import { repositoryDir } from "../support/build.ts";
import { runGov } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";

const FINDING: Finding = {
  id: "goroot-skew",
  severity: "error",
  title: "a, b: 100%",
  evidence: [
    { kind: "env", name: "GOROOT", value: "/x", origin: null },
    { kind: "file", name: "GOROOT", value: "/x", origin: { file: "/h,o:me/\u001b[31m.profile", line: 3 } },
  ],
  effect: "50% of it::fails\nwith this",
  fix: { text: "unset it", command: "unset GOROOT", automatic: false },
};

test("a finding becomes an annotation, whose text cannot become another command", () => {
  expect(githubText([FINDING])).toBe(
    "::error file=/h%2Co%3Ame/\\x1b[31m.profile,line=3,title=a%2C b%3A 100%25 [goroot-skew]::" +
      "50%25 of it::fails\\nwith this%0Afix: unset it (unset GOROOT)\n",
  );
  const placeless = {
    ...FINDING,
    severity: "note",
    evidence: [],
    fix: { ...FINDING.fix, command: null },
  } as const;
  expect(githubText([placeless, placeless])).toBe(
    "::notice title=a%2C b%3A 100%25 [goroot-skew]::50%25 of it::fails\\nwith this%0Afix: unset it\n".repeat(
      2,
    ),
  );
  const whole = {
    ...FINDING,
    evidence: [{ ...FINDING.evidence[0], origin: { file: "/f", line: null } }],
  } as Finding;
  expect(githubText([whole])).toContain("::error file=/f,title=");
  expect(githubText([])).toBe("");
});

test("doctor --dockerfile names the line, in all formats, and fails for an error", async () => {
  const scratch = scratchHome();
  const lines = ["FROM golang:1.22", "ENV PATH=/app/bin", "RUN go build"];
  fs.writeFileSync(path.join(scratch.project, "Dockerfile"), `${lines.join("\n")}\n`);
  const args = ["doctor", "--dockerfile", "Dockerfile"];
  const text = await runGov(scratch, args);
  expect(text).toEqual({
    status: 1,
    signal: null,
    stderr: "",
    stdout:
      "1 error\n\n" +
      "error: PATH is replaced, and /usr/local/go/bin is lost [docker-path]\n" +
      "  PATH: /app/bin, in Dockerfile:2\n" +
      "  RUN: go build, in Dockerfile:3\n" +
      "  the command fails with: go: not found; PATH of another stage does not come along with COPY\n" +
      "  fix: add /usr/local/go/bin to line 2, or keep $PATH there\n",
  });
  const github = await runGov(scratch, [...args, "--format", "github"]);
  expect(github.stdout).toMatch(/^::error file=Dockerfile,line=2,title=PATH is replaced%2C and .*\n$/);
  expect(github.status).toBe(1);
  const json = JSON.parse((await runGov(scratch, [...args, "--json"])).stdout);
  expect(json).toMatchObject({
    schema: 1,
    healthy: false,
    dockerfile: "Dockerfile",
    findings: [{ id: "docker-path" }],
  });
  fs.writeFileSync(path.join(scratch.project, "Dockerfile"), "FROM golang:1.22\nRUN go build\n");
  expect(await runGov(scratch, args)).toMatchObject({ status: 0, stdout: "healthy: Dockerfile\n" });
  expect((await runGov(scratch, ["doctor", "--dockerfile", "none"])).stderr).toContain("cannot read `none`");
});

test("doctor --script prints the script, and doctor --format github what it finds here", async () => {
  const scratch = scratchHome();
  const { stdout } = await runGov(scratch, ["doctor", "--script"]);
  expect(stdout).toBe(fs.readFileSync(path.join(repositoryDir, "shims/doctor.sh"), "utf8"));
  const broken = await runGov(scratch, ["doctor", "--format", "github"], { env: { GOFLAGS: "bad" } });
  expect(broken).toMatchObject({ status: 1, stderr: "" });
  expect(broken.stdout).toContain("::error title=GOFLAGS holds `bad`%2C which go does not take [goflags]::");
});

test.each([
  [["--yes"], "gov: --yes goes with --fix only"],
  [["--fix", "--undo"], "gov: --fix and --undo exclude each other"],
  [["--only", "nope"], "gov: there is no check `nope`"],
  [["--dockerfile", "absent"], "gov: cannot read `absent`"],
  [["explain", "nope"], "gov: there is no finding `nope`"],
])("gov doctor %j says what is wrong in one sentence, with a hint", async (words, sentence) => {
  const { status, stdout, stderr } = await runGov(scratchHome(), ["doctor", ...words]);
  expect(stderr.split("\n")).toEqual([sentence, expect.stringMatching(/^hint: gov doctor /), ""]);
  expect([stdout, status]).toEqual(["", words.includes("absent") ? 1 : 2]);
});
