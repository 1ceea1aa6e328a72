// Writes `PASSED FAILED SKIPPED` to the file that GOV_TEST_SUMMARY names, for scripts/test.sh.
import fs from "node:fs";

export default class SummaryReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      // A file that cannot be loaded, or a beforeAll that fails, leaves no failed test behind.
      for (const group of [module, ...module.children.allSuites()]) count.failed += group.errors().length;
    }
    const { passed, failed, skipped, pending } = count;
    fs.writeFileSync(process.env.GOV_TEST_SUMMARY, `${passed} ${failed + pending} ${skipped}\n`);
  }
}
