import { describe, test } from "vitest";
import { treeTarGz } from "../support/archives.ts";
import { hostileTarGz } from "../support/hostile/tar.ts";
import { expectAllRefused, expectInstalled } from "./hostile-install.ts";
import { FAKE, release } from "./releases.ts";

/** One bad thing behind a whole release in each archive: whoever overlooks it installs the release. */
describe("a tar.gz is refused, with nothing of it left, for", () => {
  const classes = hostileTarGz(release(FAKE));
  test.each(classes.map((it) => [it.name, it] as const))("%s", (_, { archives }) =>
    expectAllRefused(archives),
  );
});

test("the same way a genuine tar.gz is installed", () => expectInstalled(treeTarGz(release(FAKE))));
