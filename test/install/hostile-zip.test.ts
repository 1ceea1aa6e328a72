import { describe, test } from "vitest";
import { treeModuleZip, treeZip } from "../support/archives.ts";
import { hostileZip } from "../support/hostile/zip.ts";
import { expectAllRefused, expectInstalled } from "./hostile-install.ts";
import { FAKE, release } from "./releases.ts";

const MODULE = `golang.org/toolchain@v0.0.1-go${FAKE}.linux-amd64/`;

/** One bad thing behind a whole release in each archive: whoever overlooks it installs the release. */
describe.each(["zip", "module zip"] as const)("a %s is refused, with nothing of it left, for", (form) => {
  const classes = hostileZip(form, release(FAKE));
  test.each(classes.map((it) => [it.name, it] as const))("%s", (_, { archives }) =>
    expectAllRefused(archives),
  );
});

test.each([
  ["zip", treeZip(release(FAKE))],
  ["module zip", treeModuleZip(release(FAKE), MODULE)],
])("the same way a genuine %s is installed", (_, archive) => expectInstalled(archive));
