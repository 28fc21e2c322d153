import { expect, it } from "vitest";
import { crashEverywhere } from "@synod/testkit";
import { smallPlan, UNREADABLE } from "./small-plan.ts";

it("ends the same whichever port call its process dies at, before it or after it", async () => {
  const plan = smallPlan({ documents: ["The capacity of the Heron crane is 260 t.", UNREADABLE] });
  const { portCalls, crashes, violations } = await crashEverywhere({ seed: 1, plan, every: 5 });
  expect(violations).toEqual([]);
  expect(crashes).toBe(2 * Math.floor(portCalls / 5));
});
