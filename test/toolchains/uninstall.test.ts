import { spawn } from "node:child_process";
import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { linkToolchain } from "../../src/toolchains/link.ts";
import { findToolchain, type Toolchain } from "../../src/toolchains/store.ts";
import { uninstallBroken, uninstallToolchain } from "../../src/toolchains/uninstall.ts";
import { bundleProgram, giveToOrdinaryUser, runAsOrdinaryUser } from "../fs/child-program.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { HOST, writeGoTree, writeInstalled } from "./fake-toolchain.ts";

const at = useTemporaryDirectory();
const home = () => homeAt(at("gov"));
const plain = { force: false, defaultName: undefined };

function install(): Toolchain {
  writeInstalled(home(), "1.22.5");
  return findToolchain(home(), "1.22.5", HOST) as Toolchain;
}

function entries() {
  return [...fs.readdirSync(home().versionsDir), ...fs.readdirSync(home().trashDir)];
}

describe("uninstallToolchain", () => {
  test("removes the toolchain and says how much that frees", () => {
    expect(uninstallToolchain(home(), install(), plain)).toBe(1234);
    expect(entries()).toEqual([]);
  });

  test("refuses the default, unless forced", () => {
    const toolchain = install();
    const options = { force: false, defaultName: "1.22.5" };
    expect(() => uninstallToolchain(home(), toolchain, options)).toThrow("1.22.5 is the default");
    expect(uninstallToolchain(home(), toolchain, { ...options, force: true })).toBe(1234);
    expect(entries()).toEqual([]);
  });

  test("refuses one that runs and names the process, unless forced", async () => {
    const toolchain = install();
    const tool = `${toolchain.goroot}/pkg/tool/linux_amd64/compile`;
    fs.copyFileSync("/bin/sleep", tool);
    const child = spawn(tool, ["60"]);
    try {
      await new Promise((resolve) => child.once("spawn", resolve));
      expect(() => uninstallToolchain(home(), toolchain, plain)).toThrow(
        expect.objectContaining({ code: "in-use", message: `1.22.5 is in use by process ${child.pid}` }),
      );
      uninstallToolchain(home(), toolchain, { ...plain, force: true });
      expect(entries()).toEqual([]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  test("an ordinary user removes a tree that is read-only throughout", async () => {
    const { dir } = install();
    for (const name of ["go/bin", "go/src", "go", ""]) fs.chmodSync(`${dir}/${name}`, 0o555);
    const program = await bundleProgram(
      at(),
      `import { homeAt } from "@/config/home.ts";
       import { findToolchain } from "@/toolchains/store.ts";
       import { uninstallToolchain } from "@/toolchains/uninstall.ts";
       const home = homeAt(process.argv[2]);
       const toolchain = findToolchain(home, "1.22.5", { os: "linux", arch: "amd64" });
       console.log(uninstallToolchain(home, toolchain, { force: false, defaultName: undefined }));`,
    );
    giveToOrdinaryUser(at("gov"));
    expect(await runAsOrdinaryUser(program, [at("gov")])).toEqual({ code: 0, stdout: "1234\n", stderr: "" });
    expect(entries()).toEqual([]);
  });

  test("of a linked toolchain only the link goes", () => {
    writeGoTree(at("tree"), "1.26.1");
    const options = { force: false, host: HOST, now: 0, gov: "0.1.0" };
    const linked = linkToolchain(home(), "mine", at("tree"), options);
    expect(uninstallToolchain(home(), linked, plain)).toBe(0);
    expect(entries()).toEqual([]);
    expect(fs.existsSync(at("tree", "bin", "go"))).toBe(true);
  });
});

test("uninstallBroken removes what is no toolchain, and what is gone already", () => {
  fs.mkdirSync(at("gov", "versions", "broken", "go"), { recursive: true });
  uninstallBroken(home(), at("gov", "versions", "broken"), plain);
  uninstallBroken(home(), at("gov", "versions", "broken"), plain);
  expect(entries()).toEqual([]);
});
