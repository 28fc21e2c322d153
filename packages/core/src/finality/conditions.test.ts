import { expect, test } from "vitest";
import type { Snapshot } from "../convergence/types.ts";
import { conditionsOf, conditionText } from "./conditions.ts";
import { CONDITION_METRICS, type ResolvedCondition } from "./policy.ts";

const SNAPSHOT: Snapshot = {
  claims: { count: 3, mean_confidence: 0.7, min_confidence: 0.6 },
  contradictions: { total: 5, unresolved: 2, total_mass: 1, unresolved_mass: 0.4 },
  goals: { total: 4, resolved: 3 },
  risks: { critical: 1, score: 0.3 },
  evidence: { coverage: 1, stale: 0 },
  critical_assessments: 6,
};

const judge = (condition: Partial<ResolvedCondition>, snapshot: Snapshot = SNAPSHOT) => {
  const full: ResolvedCondition = {
    metric: "goals",
    operator: "at_least",
    bound: 0,
    human_only: false,
    ...condition,
  };
  return conditionsOf(snapshot, 7, [full])[0];
};

test("every metric is the number it is named for", () => {
  const actuals = CONDITION_METRICS.map((metric) => [metric, judge({ metric })?.actual]);
  expect(Object.fromEntries(actuals)).toEqual({
    minimum_confidence: 0.6,
    mean_confidence: 0.7,
    unresolved_contradictions: 2,
    critical_risks: 1,
    goals: 0.75,
    risk: 0.3,
    critical_assessments: 6,
    approvals: 7,
  });
});

test("without goals none is reached", () => {
  expect(judge({}, { ...SNAPSHOT, goals: { total: 0, resolved: 0 } })?.actual).toBe(0);
});

test("`at_least` and `at_most` include their bound, `below` does not", () => {
  const passes = (operator: ResolvedCondition["operator"], bound: number) => judge({ operator, bound })?.pass;
  expect([passes("at_least", 0.75), passes("at_least", 0.7501)]).toEqual([true, false]);
  expect([passes("at_most", 0.75), passes("at_most", 0.7499)]).toEqual([true, false]);
  expect([passes("below", 0.75), passes("below", 0.7501)]).toEqual([false, true]);
});

test("a condition says its number and its bound, apart even where they are close", () => {
  const text = (bound: number) =>
    conditionsOf(SNAPSHOT, 0, [{ metric: "goals", operator: "below", bound, human_only: false }]).map(
      conditionText,
    );
  expect(text(0.5)).toEqual(["goals is 0.75, required < 0.5"]);
  expect(text(0.7499999)).toEqual(["goals is 0.75, required < 0.7499999"]);
});
