import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { createStaging, sweep } from "../../src/toolchains/staging.ts";
import { findToolchain } from "../../src/toolchains/store.ts";
import { bundleProgram, giveToOrdinaryUser, runAsOrdinaryUser } from "../fs/child-program.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { watchForAbsence } from "../fs/watch-for-absence.ts";
import { HOST, writeInstalled, writeToolchain } from "./fake-toolchain.ts";

const at = useTemporaryDirectory();
const home = () => homeAt(at("gov"));
const NAME = "1.22.5";

function stage(gov = "0.1.0") {
  const staging = createStaging(home(), NAME);
  writeToolchain(staging.dir, NAME, { gov });
  return staging;
}

function installed() {
  return findToolchain(home(), NAME, HOST)?.receipt.gov;
}

function leftovers(): string[] {
  return [home().stagingDir, home().trashDir].flatMap((dir) =>
    fs.existsSync(dir) ? fs.readdirSync(dir) : [],
  );
}

describe("createStaging", () => {
  test("is closed to others while in the making, and has plain modes when published", () => {
    const staging = stage();
    expect(fs.statSync(path.dirname(staging.dir)).mode & 0o777).toBe(0o700);
    expect(staging.publish(NAME, HOST)).toBe("published");
    expect(fs.statSync(at("gov", "versions", NAME)).mode & 0o777).toBe(0o777 & ~process.umask());
    expect(installed()).toBe("0.1.0");
    expect(leftovers()).toEqual([]);
  });

  test("losing the race leaves the winner's, and nothing of ours", () => {
    const [winner, loser] = [stage("winner"), stage("loser")];
    expect([winner.publish(NAME, HOST), loser.publish(NAME, HOST)]).toEqual(["published", "lost"]);
    expect(installed()).toBe("winner");
    expect(leftovers()).toEqual([]);
  });

  test.each([
    ["a directory without receipt", () => fs.rmSync(at("gov", "versions", NAME, "receipt.json"))],
    ["one without go", () => fs.rmSync(at("gov", "versions", NAME, "go", "bin", "go"))],
    [
      "a file",
      () => {
        fs.rmSync(at("gov", "versions", NAME), { recursive: true });
        fs.writeFileSync(at("gov", "versions", NAME), "");
      },
    ],
  ])("publishing replaces %s", (_name, spoil) => {
    writeInstalled(home(), NAME);
    spoil();
    expect(stage("new").publish(NAME, HOST)).toBe("published");
    expect(installed()).toBe("new");
    expect(leftovers()).toEqual([]);
  });

  test("replace puts ours over a complete one", () => {
    writeInstalled(home(), NAME);
    stage("new").replace(NAME);
    expect(installed()).toBe("new");
    expect(leftovers()).toEqual([]);
  });

  test("replace leaves no moment without one", async () => {
    writeInstalled(home(), NAME);
    const stop = await watchForAbsence(at("gov", "versions", NAME, "go", "bin", "go"));
    for (let i = 0; i < 20; i++) stage(`${i}`).replace(NAME);
    expect(await stop()).toBe("0 absences\n");
    expect(installed()).toBe("19");
    expect(leftovers()).toEqual([]);
  });

  test("replace does without programs that exchange names, and where there is nothing to replace", () => {
    const { PATH } = process.env;
    process.env.PATH = at("nothing");
    onTestFinished(() => {
      process.env.PATH = PATH;
    });
    stage("first").replace(NAME);
    stage("second").replace(NAME);
    expect(installed()).toBe("second");
    expect(leftovers()).toEqual([]);
  });

  test("discard removes what was made, and may be called twice", () => {
    const staging = stage();
    staging.discard();
    staging.discard();
    expect(leftovers()).toEqual([]);
  });

  test("a root that cannot be written is named", async () => {
    const program = await bundleProgram(
      at(),
      `import { createStaging } from "@/toolchains/staging.ts";
       import { homeAt } from "@/config/home.ts";
       try { createStaging(homeAt(process.argv[2]), "x"); } catch (error) { console.log(error.code, error.message); }`,
    );
    fs.mkdirSync(at("gov"), { mode: 0o555 });
    giveToOrdinaryUser(at("gov"));
    fs.chmodSync(at("gov"), 0o555);
    const { stdout } = await runAsOrdinaryUser(program, [at("gov")]);
    expect(stdout).toBe(`permission cannot write to ${at("gov", "staging")}: permission denied\n`);
  });
});

describe("sweep", () => {
  const logged: string[] = [];
  const options = { now: () => Date.now(), log: (message: string) => void logged.push(message) };

  test("removes what a killed process left, read-only or not, and nothing else", async () => {
    const program = await bundleProgram(
      at(),
      `import fs from "node:fs";
       import { createStaging } from "@/toolchains/staging.ts";
       import { homeAt } from "@/config/home.ts";
       const { dir } = createStaging(homeAt(process.argv[2]), "killed");
       fs.mkdirSync(dir + "/go");
       fs.chmodSync(dir + "/go", 0o555);
       process.kill(process.pid, "SIGKILL");`,
    );
    spawnSync(process.execPath, [program, at("gov")]);
    const staging = stage();
    expect(leftovers()).toHaveLength(2);
    sweep(home(), options);
    expect(leftovers()).toEqual([path.basename(path.dirname(staging.dir))]);
    expect(logged).toEqual([]);
  });

  test("leaves another machine's work alone for a day", () => {
    fs.mkdirSync(at("gov", "trash", "1.22.5.elsewhere-1.77.88.0123456789ab"), { recursive: true });
    sweep(home(), options);
    expect(leftovers()).toHaveLength(1);
    sweep(home(), { ...options, now: () => Date.now() + 25 * 3_600_000 });
    expect(leftovers()).toEqual([]);
  });
});
