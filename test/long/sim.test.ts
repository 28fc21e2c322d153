import { describe, expect, it } from "vitest";
import { crashEverywhere, runSeed } from "@synod/testkit";
import { pgliteStore } from "../sim/pglite-store.ts";
import { testSeeds } from "../sim/seeds.ts";
import { smallPlan, UNREADABLE } from "../sim/small-plan.ts";

describe("1,000 seeds beyond those of npm test", () => {
  testSeeds(1_001, 1_000);
});

describe("seeds on PGlite", () => {
  for (let seed = 2_001; seed <= 2_040; seed += 1) {
    it(`seed ${seed} keeps every invariant and ends as it does in memory`, async () => {
      const memory = await runSeed({ seed });
      const { violations, digest } = await runSeed({ seed, openStore: pgliteStore });
      expect({ violations, digest }).toEqual({
        violations: [],
        digest: memory.digest,
      });
    });
  }
});

it("ends the same whichever of all port calls its process dies at, before it or after it", async () => {
  const plan = smallPlan({ documents: ["The capacity of the Heron crane is 260 t.", UNREADABLE] });
  const { portCalls, crashes, violations } = await crashEverywhere({ seed: 1, plan });
  expect(violations).toEqual([]);
  expect(crashes).toBe(2 * portCalls);
});
