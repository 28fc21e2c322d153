import { expect, test } from "vitest";
import { SETTLED } from "../finality/input.fixture.ts";
import { driftBetween, summaryOf } from "./drift.ts";
import type { DriftKind, GraphSummary } from "./derived.ts";

const AT = { epoch: 4, fromVersion: 1, toVersion: 2 };
const BEFORE: GraphSummary = {
  claims: 10,
  superseded: 1,
  unresolved_mass: 0.5,
  goals_resolved: 4,
  goals_total: 4,
  mean_confidence: 0.8,
};
const drift = (more: Partial<GraphSummary>) => driftBetween(BEFORE, { ...BEFORE, ...more }, AT);

test("what did not change did not drift", () => {
  const { level, kinds, ...rest } = drift({});
  expect(level).toBe("none");
  expect(Object.values(kinds)).toEqual(Array.from({ length: 4 }, () => ({ level: "none", mass: 0 })));
  expect(rest).toEqual({ epoch: 4, from_version: 1, to_version: 2, summary: BEFORE });
});

test.each<[string, Partial<GraphSummary>, DriftKind, number, string]>([
  ["a new contradiction", { unresolved_mass: 0.6 }, "contradiction", 0.1, "low"],
  ["several of them", { unresolved_mass: 1.1 }, "contradiction", 0.6, "high"],
  ["many", { unresolved_mass: 1.5 }, "contradiction", 1, "critical"],
  ["a goal lost in four", { goals_resolved: 3 }, "goal", 0.25, "low"],
  ["three claims in ten that fell", { superseded: 4 }, "factual", 0.3, "medium"],
  ["half the confidence", { mean_confidence: 0.4 }, "entropy", 0.5, "medium"],
])("%s", (_what, more, kind, mass, level) => {
  const found = drift(more);
  expect(found.kinds[kind].mass).toBeCloseTo(mass, 12);
  expect(found.kinds[kind].level).toBe(level);
  expect(found.level).toBe(level);
});

test("the level is that of the worst kind", () => {
  expect(drift({ goals_resolved: 0, superseded: 2 }).level).toBe("critical");
});

test("gains are no drift, and an empty graph has nothing to lose", () => {
  expect(drift({ unresolved_mass: 0, mean_confidence: 0.9 }).level).toBe("none");
  const nothing: GraphSummary = { ...BEFORE, claims: 0, goals_total: 0, mean_confidence: 0 };
  expect(driftBetween(nothing, { ...nothing, superseded: 3 }, AT).kinds.factual.mass).toBe(0);
});

test("from nothing, only contradictions count", () => {
  const { kinds } = driftBetween(null, BEFORE, AT);
  expect(kinds).toMatchObject({ contradiction: { mass: 0.5 }, goal: { mass: 0 }, factual: { mass: 0 } });
});

test("a summary is the numbers of a snapshot", () => {
  expect(summaryOf(SETTLED, 2)).toEqual({
    claims: 3,
    superseded: 2,
    unresolved_mass: 0,
    goals_resolved: 2,
    goals_total: 2,
    mean_confidence: 0.9,
  });
});
