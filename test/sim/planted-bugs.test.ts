import { describe, expect, it } from "vitest";
import { crashEverywhere, PLANTED_BUGS, runSeed, TROUBLE, type Plan, type PlantedBug } from "@synod/testkit";
import { smallPlan, UNREADABLE } from "./small-plan.ts";

/** Seeds in which a mechanism that was taken out must be missed. */
const SEEDS_MAX = 40;

const CAPACITY = "The capacity of the Heron crane is 260 t.";

/** Bugs that show only where a case needs the mechanism; the others show in any case. */
const PLANS: Partial<Record<PlantedBug, Plan>> = {
  crashes_uncounted: smallPlan({ documents: [CAPACITY, TROUBLE.deadly] }),
  failures_uncounted: smallPlan({ documents: [CAPACITY, TROUBLE.hopeless] }),
  timers_stay: smallPlan({ documents: [CAPACITY], live: true }),
  tenants_mixed: smallPlan(
    { documents: [CAPACITY], canary: "Heron" },
    { tenant: "zenith", documents: ["The capacity of the Kestrel crane is 300 t."], canary: "Kestrel" },
  ),
};

/** Bugs that show only if a process dies at one certain moment. */
const BETWEEN_TWO_CALLS: ReadonlySet<PlantedBug> = new Set(["dead_letter_apart", "blob_unawaited"]);

describe("a mechanism that is taken out", () => {
  for (const plant of PLANTED_BUGS) {
    if (BETWEEN_TWO_CALLS.has(plant)) continue;
    it(`is missed: ${plant}`, async () => {
      const plan = PLANS[plant];
      const violations: string[] = [];
      for (let seed = 1; seed <= SEEDS_MAX && violations.length === 0; seed += 1) {
        const result = await runSeed({ seed, plant, ...(plan === undefined ? {} : { plan }) });
        violations.push(...result.violations);
      }
      expect(violations).not.toEqual([]);
    });
  }

  for (const plant of BETWEEN_TWO_CALLS) {
    it(`is missed: ${plant}, by who dies between two calls`, async () => {
      const plan = smallPlan({ documents: [plant === "blob_unawaited" ? CAPACITY : UNREADABLE] });
      const { violations } = await crashEverywhere({ seed: 1, plan, plant });
      expect(violations).not.toEqual([]);
    });
  }
});
