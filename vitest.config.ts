import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Tests start real programs and install real toolchains.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    reporters: ["default"],
  },
});
