import fs from "node:fs";
import path from "node:path";
import { FAKE, OTHER } from "../install/releases.ts";
import type { ScratchHome } from "../support/scratch-home.ts";
import { writeTree } from "../support/tree.ts";
import { writeGoTree } from "../toolchains/fake-toolchain.ts";
import type { Story } from "./story.ts";

/** Start-up files as people have them: no final newline, CRLF, bytes that are no UTF-8. */
const RC_FILES = {
  ".bashrc": "alias ll='ls -l'\nexport A=1",
  ".profile": "umask 022\r\n. ~/.bashrc\r\n",
  ".zshrc": "setopt no_nomatch\n\n",
  ".config/fish/config.fish": "set -g a 1\n",
};

function writeRcFiles({ home }: ScratchHome): void {
  writeTree(home, RC_FILES);
  fs.appendFileSync(path.join(home, ".bashrc"), Buffer.from([0x0a, 0xff, 0xfe, 0x0a]));
  fs.chmodSync(path.join(home, ".zshrc"), 0o600);
}

const nothing = async () => {};

const STAGING = `.gov/staging/${FAKE}.*`;

/** Every command that changes the disk, with the moments that differ in what a stop there would leave. */
export const STORIES: readonly Story[] = [
  {
    name: "install",
    args: ["install", FAKE],
    prepare: nothing,
    checkpoints: [
      "mkdir .gov",
      "rename .gov/cache/index/*",
      `rename .gov/locks/${FAKE}.lock`,
      `mkdir ${STAGING}`,
      `mkdir ${STAGING}/toolchain`,
      "rename .gov/layout",
      ".tar.gz.partial.json",
      `mkdir ${STAGING}/toolchain/go/src/cmd`,
      `utimensat ${STAGING}/toolchain/go/bin/go`,
      "unlink .gov/cache/downloads/",
      "mkdir .gov/versions",
      `rename .gov/versions/${FAKE}`,
      "fsync .gov/versions",
      `rmdir ${STAGING}`,
      "unlink .gov/locks/",
      "rename .gov/default",
      "fchmod .gov/shell/",
      `rename .gov/shims/go${FAKE}`,
    ],
  },
  {
    name: "install --force",
    args: ["install", "--force", FAKE],
    prepare: (_, gov) => gov("install", FAKE),
    checkpoints: [
      `mkdir ${STAGING}`,
      "unlink .gov/cache/downloads/",
      "fsync .gov/versions",
      `rmdir ${STAGING}`,
    ],
  },
  {
    name: "use, which installs",
    args: ["use", FAKE],
    // What is the default already does not become it once more.
    prepare: async ({ root }) => writeTree(root, { default: `${OTHER}\n` }),
    checkpoints: [
      `mkdir ${STAGING}/toolchain/go/src`,
      `rename .gov/versions/${FAKE}`,
      "fsync .gov/versions",
      "rename .gov/shims/go",
      "rename ../project/.go-version",
    ],
  },
  {
    name: "use, in a .tool-versions",
    args: ["use", FAKE],
    prepare: async ({ project }, gov) => {
      writeTree(project, { ".tool-versions": `nodejs 20.1.0\ngolang ${OTHER} # old\n` });
      await gov("install", FAKE);
    },
    checkpoints: ["rename ../project/.tool-versions"],
  },
  {
    name: "use --unset",
    args: ["use", "--unset"],
    prepare: async ({ project }, gov) => {
      await gov("install", FAKE);
      writeTree(project, { ".go-version": `${FAKE}\n` });
    },
    checkpoints: ["unlink ../project/.go-version"],
  },
  {
    name: "default",
    args: ["default", FAKE],
    prepare: (_, gov) => gov("install", OTHER, FAKE),
    checkpoints: ["rename .gov/default"],
  },
  {
    name: "setup",
    args: ["setup"],
    prepare: async (scratch) => writeRcFiles(scratch),
    checkpoints: [
      "rename .gov/shell/gov.bash",
      "rename .gov/shims/go",
      "rename .gov/backups/",
      "edits.json",
      "fchmod ..bashrc.*",
      "rename .bashrc",
      "rename .zshrc",
      "rename .config/fish/conf.d/gov.fish",
    ],
  },
  {
    name: "setup --remove",
    args: ["setup", "--remove"],
    prepare: async (scratch, gov) => {
      writeRcFiles(scratch);
      await gov("setup");
    },
    checkpoints: [
      "mkdir .gov/backups/",
      "fsync ..bashrc.*",
      "rename .zshrc",
      "unlink .config/fish/conf.d/gov.fish",
    ],
  },
  {
    name: "doctor --fix",
    args: ["doctor", "--fix", "--yes", "--only", "goroot-missing"],
    env: { GOROOT: "/nowhere" },
    prepare: async (scratch) => {
      writeRcFiles(scratch);
      fs.appendFileSync(path.join(scratch.home, ".bashrc"), "export GOROOT=/nowhere\n");
    },
    checkpoints: ["rename .gov/backups/", "fchmod ..bashrc.*", "rename .bashrc"],
  },
  {
    name: "reshim",
    args: ["reshim"],
    prepare: async ({ root }, gov) => {
      await gov("install", FAKE);
      fs.rmSync(path.join(root, "shims", `go${FAKE}`));
      fs.appendFileSync(path.join(root, "shims", "go"), "# of an older gov\n");
      fs.copyFileSync(path.join(root, "shims", "gofmt"), path.join(root, "shims", "go1.2"));
      fs.appendFileSync(path.join(root, "shell", "gov.bash"), "# of an older gov\n");
    },
    checkpoints: [
      "rename .gov/shell/gov.bash",
      "fchmod .gov/shims/.go.*",
      "rename .gov/shims/go",
      "unlink .gov/shims/go1.2",
    ],
  },
  {
    name: "config set export",
    args: ["config", "set", "export", "true"],
    prepare: (_, gov) => gov("install", FAKE),
    checkpoints: ["rename .gov/config.json", "rename .gov/shell/gov.bash"],
  },
  {
    name: "link",
    args: ["link", "mine", "../home/tree"],
    prepare: async ({ home }) => writeGoTree(path.join(home, "tree"), FAKE),
    checkpoints: [
      "symlink .gov/staging/",
      "rename .gov/versions/mine",
      "rmdir .gov/staging/",
      "rename .gov/shims/go",
    ],
  },
  {
    name: "uninstall",
    args: ["uninstall", "--force", FAKE],
    prepare: (_, gov) => gov("install", FAKE, OTHER),
    again: [0, 4],
    checkpoints: [
      "mkdir .gov/trash",
      `rename .gov/trash/${FAKE}.*`,
      "fsync .gov/versions",
      `unlink .gov/trash/${FAKE}.*/go/bin/go`,
      `rmdir .gov/trash/${FAKE}.*/go`,
      `unlink .gov/trash/${FAKE}.*/receipt.json`,
      `unlink .gov/shims/go${FAKE}`,
    ],
  },
];
