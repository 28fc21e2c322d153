import { defineConfig } from "vitest/config";

/** A layer of tests: `npm test -- <name>` runs one. */
function layer(
  name: string,
  include: string[],
  options: { testTimeout: number; serial?: boolean; setup?: string },
) {
  return {
    test: {
      name,
      include,
      exclude: ["**/node_modules/**", ...(name === "unit" ? ["**/*.real.test.ts", "packages/core/**"] : [])],
      testTimeout: options.testTimeout,
      hookTimeout: 300_000,
      ...(options.serial === true ? { fileParallelism: false } : {}),
      ...(options.setup === undefined ? {} : { globalSetup: options.setup }),
    },
  };
}

export default defineConfig({
  test: {
    coverage: {
      provider: "v8",
      reporter: [["text", { skipFull: true }]],
      reportsDirectory: "node_modules/.cache/coverage",
      thresholds: { 100: true },
      include: ["packages/core/src/**"],
      exclude: ["**/*.test.ts", "**/*.fixture.ts"],
    },
    projects: [
      // By itself, with its coverage: what other tests happen to run of core proves nothing.
      layer("core", ["packages/core/**/*.test.ts"], { testTimeout: 30_000 }),
      layer("unit", ["packages/**/*.test.ts", "services/**/*.test.ts", "infra/**/*.test.ts"], {
        testTimeout: 30_000,
      }),
      layer("docs", ["test/docs/*.test.ts"], { testTimeout: 60_000 }),
      layer("deploy", ["test/deploy/*.test.ts"], { testTimeout: 60_000 }),
      layer("sim", ["test/sim/*.test.ts"], { testTimeout: 300_000 }),
      layer("e2e", ["test/e2e/*.test.ts"], {
        testTimeout: 180_000,
        setup: "test/e2e/harness/global-setup.ts",
      }),
      layer("real", ["packages/**/*.real.test.ts", "services/**/*.real.test.ts", "test/real/*.test.ts"], {
        testTimeout: 120_000,
        serial: true,
      }),
      layer("chaos", ["test/chaos/*.test.ts"], { testTimeout: 300_000, serial: true }),
      layer("long", ["test/long/*.test.ts"], {
        testTimeout: 3_600_000,
        serial: true,
        setup: "test/e2e/harness/global-setup.ts",
      }),
    ],
  },
});
