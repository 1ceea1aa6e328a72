import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { runGov } from "../support/run-gov.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { describeTree } from "../support/tree.ts";
import { idsOf, lightWorld, type World } from "./world.ts";

const GOENV = "# mine\r\nGOPROXY=off\nGOROOT=/gone/go1.19\n\t# é\n\nGOROOT=/gone/go1.18\nGOSUMDB=off";

/** A GOENV file, behind a link and with a mode of its own, that stops the go of the system's PATH. */
async function poisoned(): Promise<World & { file: string; env: { PATH: string } }> {
  const world = await lightWorld("1.22.5");
  const dir = path.join(world.home, ".config", "go");
  const file = path.join(world.home, ".config", "dotfiles-go-env");
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(file, GOENV, { mode: 0o640 });
  fs.symlinkSync(file, path.join(dir, "env"));
  return { ...world, file, env: { PATH: `${world.goroot("1.22.5")}/bin:${SYSTEM_PATH}` } };
}

const config = ({ home }: World) => path.join(home, ".config");

test("--fix takes the line out, keeps every other byte, the mode and the link, and go works again", async () => {
  const world = await poisoned();
  expect((await world.go(["version"], world.env)).output).toContain("cannot find GOROOT directory");
  const fixed = await runGov(world, ["doctor", "--fix", "--yes"], { env: world.env });
  expect(fixed.stderr).toContain("  -GOROOT=/gone/go1.18\n");
  expect(fixed.status).toBe(0);
  expect(fs.readFileSync(world.file, "utf8")).toBe("# mine\r\nGOPROXY=off\n\t# é\n\nGOSUMDB=off");
  expect(fs.statSync(world.file).mode & 0o777).toBe(0o640);
  expect(fs.lstatSync(path.join(world.home, ".config/go/env")).isSymbolicLink()).toBe(true);
  expect((await world.go(["version"], world.env)).output).toContain("go1.22.5");
  expect(idsOf(await world.doctor(world.env)).filter((it) => it.startsWith("error"))).toEqual([]);
});

test("--undo puts the bytes and the mode back, once", async () => {
  const world = await poisoned();
  const before = describeTree(config(world));
  await runGov(world, ["doctor", "--fix", "--yes"], { env: world.env });
  const undone = await runGov(world, ["doctor", "--undo"], { env: world.env });
  expect(undone.stdout).toContain("is as it was");
  expect(describeTree(config(world))).toEqual(before);
  expect(fs.readdirSync(path.join(world.root, "backups"))).toEqual([]);
  const again = await runGov(world, ["doctor", "--undo"], { env: world.env });
  expect(again).toMatchObject({ status: 0, stdout: "there is no fix to take back\n" });
});

test("--undo refuses a file that was changed since, and says where the old one is", async () => {
  const world = await poisoned();
  await runGov(world, ["doctor", "--fix", "--yes"], { env: world.env });
  fs.appendFileSync(world.file, "\nGOBIN=/b\n");
  const undone = await runGov(world, ["doctor", "--undo"], { env: world.env });
  expect(undone.status).toBe(1);
  expect(undone.stderr).toMatch(
    /was changed after gov had changed it; as it was it stands in .*backups\/fix-/,
  );
  expect(fs.readFileSync(world.file, "utf8")).toContain("GOBIN=/b");
});

test("--undo of a --fix that was killed between two files passes over those it never came to", async () => {
  const world = await poisoned();
  const { home, env } = world;
  const lines = "export OTHER=1\nexport GOPATH='~/go'\n";
  const profile = path.join(home, ".profile");
  fs.writeFileSync(profile, lines);
  const all = { ...env, GOPATH: "~/go" };
  const before = fs.readFileSync(world.file, "utf8");
  const fixed = await runGov(world, ["doctor", "--fix", "--yes"], { env: all });
  expect(fixed.stdout).toContain("2 fixed");
  expect(fs.readFileSync(profile, "utf8")).toBe("export OTHER=1\n");
  fs.writeFileSync(profile, lines);
  const undone = await runGov(world, ["doctor", "--undo"], { env: all });
  expect(undone).toMatchObject({ status: 0, stderr: "" });
  expect(fs.readFileSync(world.file, "utf8")).toBe(before);
  expect(fs.readFileSync(profile, "utf8")).toBe(lines);
});

test("--dry-run shows the lines and writes nothing; without a terminal --fix wants --yes", async () => {
  const world = await poisoned();
  const before = describeTree(config(world));
  const shown = await runGov(world, ["doctor", "--fix", "--dry-run"], { env: world.env });
  expect(shown.stderr).toContain("  -GOROOT=/gone/go1.19\n");
  expect(shown.stderr).not.toContain("GOSUMDB");
  expect(shown.status).toBe(1);
  expect(shown.stdout).toContain("nothing was changed: --fix would mend 1\n");
  expect(shown.stdout).not.toContain("left, goroot");
  const asked = await runGov(world, ["doctor", "--fix"], { env: world.env });
  expect(asked).toMatchObject({ status: 2, stdout: "" });
  expect(asked.stderr).toContain("hint: gov doctor --fix --yes");
  expect(describeTree(config(world))).toEqual(before);
});

test("backups are for this user's eyes only", async () => {
  const world = await poisoned();
  await runGov(world, ["doctor", "--fix", "--yes"], { env: world.env });
  const backups = path.join(world.root, "backups");
  const [id = ""] = fs.readdirSync(backups);
  const modes = [
    backups,
    path.join(backups, id),
    ...fs.readdirSync(path.join(backups, id)).map((it) => path.join(backups, id, it)),
  ].map((it) => fs.statSync(it).mode & 0o777);
  expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
});

test("a GOROOT line beside gov's own, which speaks of GOROOT itself, is taken out by --fix", async () => {
  const world = await lightWorld("1.22.5");
  const rc = path.join(world.home, ".bashrc");
  const line = "export GOROOT=/gone/go1.19\n";
  fs.writeFileSync(rc, line);
  await runGov(world, ["setup", "--shell", "bash"]);
  const withLine = fs.readFileSync(rc, "utf8");
  const env = { PATH: world.path, GOROOT: "/gone/go1.19", SHELL: "/bin/bash" };
  const fixed = await runGov(world, ["doctor", "--fix", "--yes"], { env });
  expect(fixed.stdout).toContain("1 fixed");
  // This shell keeps the variable.
  expect(fixed.stdout).toMatch(/^fixed, goroot-missing: delete line 1 of .*, then open a new shell$/m);
  expect(fs.readFileSync(rc, "utf8")).toBe(withLine.replace(line, ""));
});

test("the same line in the files of two shells is taken out of both", async () => {
  const world = await lightWorld("1.22.5");
  for (const name of [".bashrc", ".zshrc"]) {
    fs.writeFileSync(path.join(world.home, name), `# ${name}\nexport GOROOT=/gone/go1.19\n`);
  }
  const env = { PATH: world.path, GOROOT: "/gone/go1.19", SHELL: "/bin/bash" };
  await runGov(world, ["doctor", "--fix", "--yes"], { env });
  const texts = [".bashrc", ".zshrc"].map((name) => fs.readFileSync(path.join(world.home, name), "utf8"));
  expect(texts).toEqual(["# .bashrc\n", "# .zshrc\n"]);
});

test.runIf(process.getuid?.() === 0)(
  "a file of somebody else's is left, and the others are mended",
  async () => {
    const world = await poisoned();
    const rc = path.join(world.home, ".bashrc");
    fs.writeFileSync(rc, "export GOPATH='~/go'\n");
    fs.chownSync(rc, 65534, 65534);
    const fixed = await runGov(world, ["doctor", "--fix", "--yes"], {
      env: { ...world.env, GOPATH: "~/go" },
    });
    expect(fixed.stdout).toMatch(/^left, gopath: /m);
    expect(fs.readFileSync(rc, "utf8")).toBe("export GOPATH='~/go'\n");
    expect(fs.readFileSync(world.file, "utf8")).not.toContain("GOROOT");
  },
);
