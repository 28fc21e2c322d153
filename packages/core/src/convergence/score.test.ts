import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_FINALITY_POLICY as policy } from "../finality/policy.ts";
import { DIMENSIONS, pointOf } from "./score.ts";
import type { Snapshot } from "./types.ts";

const SETTLED: Snapshot = {
  claims: { count: 4, mean_confidence: 0.9, min_confidence: 0.86 },
  contradictions: { total: 2, unresolved: 0, total_mass: 0.7, unresolved_mass: 0 },
  goals: { total: 2, resolved: 2 },
  risks: { critical: 0, score: 0 },
  evidence: { coverage: 1, stale: 0 },
  critical_assessments: 0,
};

test("a settled case scores 1, has V 0 and no pressure", () => {
  const point = pointOf(SETTLED, policy);
  expect(point.score).toBe(1);
  expect(point.v).toBe(0);
  expect(DIMENSIONS.map((name) => point.dimensions[name].pressure)).toEqual([0, 0, 0, 0]);
  // All pressures are equal, so the first of the table is named.
  expect(point.bottleneck).toBe("claim_confidence");
});

test("score, V and pressure follow the published weights", () => {
  const point = pointOf(
    {
      ...SETTLED,
      claims: { count: 1, mean_confidence: 0.68, min_confidence: 0.68 },
      contradictions: { total: 2, unresolved: 1, total_mass: 1.2, unresolved_mass: 0.6 },
      goals: { total: 4, resolved: 1 },
      risks: { critical: 0, score: 0.2 },
    },
    policy,
  );
  // 0.68/0.85 = 0.8; 1 − 0.6/1.2 = 0.5; 1/4 = 0.25; 1 − 0.2 = 0.8
  expect(DIMENSIONS.map((name) => point.dimensions[name].actual)).toEqual([
    expect.closeTo(0.8, 12),
    0.5,
    0.25,
    0.8,
  ]);
  // 0.3·0.8 + 0.3·0.5 + 0.25·0.25 + 0.15·0.8 = 0.24 + 0.15 + 0.0625 + 0.12
  expect(point.score).toBeCloseTo(0.5725, 12);
  // 0.3·0.04 + 0.3·0.25 + 0.25·0.5625 + 0.15·0.04 = 0.012 + 0.075 + 0.140625 + 0.006
  expect(point.v).toBeCloseTo(0.233625, 12);
  // 0.3·0.2 = 0.06; 0.3·0.5 = 0.15; 0.25·0.75 = 0.1875; 0.15·0.2 = 0.03
  expect(point.dimensions.goal_completion.pressure).toBeCloseTo(0.1875, 12);
  expect(point.bottleneck).toBe("goal_completion");
});

test("an empty scope has no confidence and no goals, and nothing to contradict", () => {
  const point = pointOf(
    {
      claims: { count: 0, mean_confidence: 1, min_confidence: 1 },
      contradictions: { total: 0, unresolved: 0, total_mass: 0, unresolved_mass: 0 },
      goals: { total: 0, resolved: 0 },
      risks: { critical: 0, score: 0 },
      evidence: { coverage: 1, stale: 0 },
      critical_assessments: 0,
    },
    policy,
  );
  // 0.3·0 + 0.3·1 + 0.25·0 + 0.15·1; V = 0.3·1 + 0.25·1
  expect(point.score).toBeCloseTo(0.45, 12);
  expect(point.v).toBeCloseTo(0.55, 12);
  expect(point.bottleneck).toBe("claim_confidence");
});

test("confidence beyond 0.85 and risk beyond 1 count no further", () => {
  const full = pointOf(
    { ...SETTLED, claims: { count: 1, mean_confidence: 0.85, min_confidence: 0.85 } },
    policy,
  );
  expect(full.dimensions.claim_confidence.actual).toBe(1);
  const doomed = pointOf({ ...SETTLED, risks: { critical: 9, score: 1.5 } }, policy);
  expect(doomed.dimensions.risk_score_inverse.actual).toBe(0);
});

test("of two equal pressures the first in the table is the bottleneck", () => {
  const point = pointOf(
    {
      ...SETTLED,
      claims: { count: 0, mean_confidence: 0, min_confidence: 0 },
      contradictions: { total: 1, unresolved: 1, total_mass: 1, unresolved_mass: 1 },
    },
    policy,
  );
  // 0.3·1 for both
  expect(point.dimensions.contradiction_resolution.pressure).toBe(point.dimensions.claim_confidence.pressure);
  expect(point.bottleneck).toBe("claim_confidence");
});

test("pressures that are equal but for rounding are equal", () => {
  const point = pointOf(
    {
      ...SETTLED,
      claims: { count: 1, mean_confidence: 0.595, min_confidence: 0.595 },
      contradictions: { total: 1, unresolved: 1, total_mass: 1, unresolved_mass: 0.3 },
      goals: { total: 100, resolved: 64 },
    },
    policy,
  );
  // 0.3·(1 − 0.595/0.85), 0.3·0.3 and 0.25·0.36 are 0.09, each rounded in its own way.
  const { claim_confidence, contradiction_resolution, goal_completion } = point.dimensions;
  expect(
    new Set([claim_confidence.pressure, contradiction_resolution.pressure, goal_completion.pressure]).size,
  ).toBeGreaterThan(1);
  expect(point.bottleneck).toBe("claim_confidence");
});

test("beyond its target a dimension has no pressure, and the score never leaves [0, 1]", () => {
  const targets = { ...policy.targets, goal_completion: 0.5 };
  expect(pointOf(SETTLED, { ...policy, targets }).dimensions.goal_completion.pressure).toBe(0);
  const weights = { ...policy.weights, goal_completion: 2 };
  expect(pointOf(SETTLED, { ...policy, weights }).score).toBe(1);
});

const part = fc.double({ min: 0, max: 1, noNaN: true });

test("for every case: S in [0, 1], V ≥ 0, the bottleneck has the largest pressure, and more of anything good is no worse", () => {
  fc.assert(
    fc.property(part, part, part, part, part, (confidence, unresolved, goals, risk, better) => {
      const at = (unresolved_mass: number) =>
        pointOf(
          {
            ...SETTLED,
            claims: { count: 1, mean_confidence: confidence, min_confidence: confidence },
            contradictions: { total: 1, unresolved: 1, total_mass: 1, unresolved_mass },
            goals: { total: 1, resolved: goals },
            risks: { critical: 0, score: risk },
          },
          policy,
        );
      const point = at(unresolved);
      const largest = Math.max(...DIMENSIONS.map((name) => point.dimensions[name].pressure));
      const improved = at(unresolved * better);
      return (
        point.score >= 0 &&
        point.score <= 1 &&
        point.v >= 0 &&
        point.dimensions[point.bottleneck].pressure > largest - 1e-9 &&
        improved.score >= point.score &&
        improved.v <= point.v
      );
    }),
    { numRuns: 500 },
  );
});
