import { describe, expect, test } from "vitest";
import type { Snapshot } from "../convergence/types.ts";
import { DIMENSIONS, pointOf } from "../convergence/score.ts";
import { readTrajectory } from "../convergence/trajectory.ts";
import { BINDING, inputOf, levelled, SETTLED } from "./input.fixture.ts";
import { DEFAULT_FINALITY_POLICY as policy } from "./policy.ts";
import { verdictOf } from "./verdict.ts";

/** Readings without confirmations: the table is about rounds. */
const read = (rounds: readonly Snapshot[]) =>
  readTrajectory(
    rounds.map((round) => pointOf(round, policy)),
    [],
    policy,
  );
const judge = (rounds: readonly Snapshot[]) => verdictOf(inputOf(rounds), policy);
const levels = (count: number, level: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => levelled(level(index)));

describe("trajectories that must come out right", () => {
  test("steady improvement, 15 rounds: converging, monotonic, no plateau, nothing to go at the end", () => {
    // 0.30, 0.35, … 0.95, then all done
    const rounds = [...levels(14, (index) => 0.3 + index * 0.05), SETTLED];
    const reading = read(rounds);
    expect(reading.rate).toBeGreaterThan(0.001);
    expect(reading).toMatchObject({ trend: "improving", monotonic: true, plateau: false, eta_rounds: 0 });
    expect(judge(rounds).verdict).toBe("RESOLVED");
  });

  test("around 0.70 ± 0.002, 10 rounds: plateau, not converging, not monotonic", () => {
    const rounds = levels(10, (index) => 0.7 + 0.002 * Math.sin(index));
    const reading = read(rounds);
    expect(reading).toMatchObject({ plateau: true, monotonic: false, trend: "flat" });
    // S within 0.004 over 5 pairs: |α| < 2·0.004 / 0.298 / 5
    expect(Math.abs(reading.rate)).toBeLessThan(0.0054);
  });

  test("up to 0.95, then 0.70: the rate is positive on average, yet it does not resolve", () => {
    const rounds = levels(6, (index) => [0.5, 0.6, 0.7, 0.8, 0.95, 0.7][index] ?? 0);
    const reading = read(rounds);
    expect(reading.rate).toBeGreaterThan(0);
    expect(reading.monotonic).toBe(false);
    expect(judge(rounds).verdict).not.toBe("RESOLVED");
  });

  test("worse every round, 6 rounds: diverging, plateau, not monotonic, escalated", () => {
    // V = 0.3², 0.35², … 0.55²: α = −2·ln(0.55 / 0.3) / 5 = −0.242
    const rounds = levels(6, (index) => 0.7 - index * 0.05);
    const reading = read(rounds);
    expect(reading.rate).toBeCloseTo((-2 * Math.log(0.55 / 0.3)) / 5, 9);
    expect(reading).toMatchObject({ plateau: true, monotonic: false, trend: "worsening" });
    const { verdict, reason } = judge(rounds);
    expect(verdict).toBe("ESCALATED");
    expect(reason).toBe("the case diverges: rate -0.2425 over 6 rounds, bound -0.05");
  });

  test("three dimensions done and contradictions stuck: plateau, monotonic, and that dimension is named", () => {
    const stuck: Snapshot = {
      ...SETTLED,
      contradictions: { total: 2, unresolved: 2, total_mass: 1, unresolved_mass: 1 },
    };
    const rounds = Array.from({ length: 6 }, () => stuck);
    expect(read(rounds)).toMatchObject({ plateau: true, monotonic: true });
    const { verdict, reason } = judge(rounds);
    expect(verdict).toBe("REVIEW");
    expect(reason).toContain("contradiction resolution");
  });

  test("0.92 within 3 rounds: converging, monotonic, no plateau", () => {
    const rounds = levels(3, (index) => [0.5, 0.75, 0.95][index] ?? 0);
    expect(read(rounds)).toMatchObject({ trend: "improving", monotonic: true, plateau: false });
    expect(read(rounds).rate).toBeGreaterThan(0.001);
  });

  test("an empty scope, or one lone perfect claim, never resolves", () => {
    const empty: Snapshot = {
      ...SETTLED,
      claims: { count: 0, mean_confidence: 0, min_confidence: 0 },
      goals: { total: 0, resolved: 0 },
    };
    const lone: Snapshot = {
      ...SETTLED,
      claims: { count: 1, mean_confidence: 1, min_confidence: 1 },
      goals: { total: 0, resolved: 0 },
    };
    for (const snapshot of [empty, lone]) {
      const result = judge(Array.from({ length: 5 }, () => snapshot));
      expect(result.verdict).not.toBe("RESOLVED");
      expect(result.gates.E.pass).toBe(false);
    }
  });

  test("a lone claim does not resolve even under a policy that asks for no goals and a low score", () => {
    const lenient = { ...policy, resolved: { ...policy.resolved, score_min: 0.5, conditions: [] } };
    const lone: Snapshot = { ...SETTLED, goals: { total: 0, resolved: 0 } };
    const result = verdictOf(inputOf([lone, lone, lone]), lenient);
    expect(result.verdict).toBe("ACTIVE");
    expect(result.reason).toBe("gate E: 3 active claims, 0 goals: at least one of each is needed");
  });

  test("good and bad evidence in turn, 20 rounds: gate C is closed", () => {
    const rounds = levels(20, (index) => (index % 2 === 0 ? 0.95 : 0.6));
    const result = judge(rounds);
    expect(result.gates.C.pass).toBe(false);
    // Eight turns in ten scores, five count: 1 − 0.6
    expect(result.gates.C.reason).toBe("trajectory quality 0.4, required ≥ 0.7");
    expect(result.verdict).not.toBe("RESOLVED");
  });

  test("evidence older than its limit: gate B is closed", () => {
    const old: Snapshot = { ...SETTLED, evidence: { coverage: 1, stale: 1 } };
    const result = judge([old, old, old]);
    expect(result.gates.B).toEqual({
      pass: false,
      reason: "coverage 1, 1 stale, unresolved mass 0: required are 1, 0 and 0",
    });
    expect(result.verdict).toBe("ACTIVE");
  });

  test("approved by a person, then new evidence: active again", () => {
    const open: Snapshot = { ...SETTLED, evidence: { coverage: 0.5, stale: 0 } };
    const approvals = [{ by: "user:ana", allowed: true, binding: BINDING }];
    const rounds = [levelled(0.5), open];
    expect(verdictOf(inputOf(rounds, { approvals }), policy)).toMatchObject({
      verdict: "RESOLVED",
      reason: "approved by user:ana on exactly this evidence",
    });
    const later = { ...BINDING, knowledge_epoch: 5, last_evidence_seq: 57 };
    const again = verdictOf(inputOf([...rounds, open], { approvals, binding: later }), policy);
    expect(again.verdict).toBe("ACTIVE");
    expect(again.reason).toContain("user:ana approved on the evidence up to event 41, the last is event 57");
  });
});

test("the fixture's levels are the score of every dimension", () => {
  const point = pointOf(levelled(0.7), policy);
  expect(point.score).toBeCloseTo(0.7, 12);
  for (const name of DIMENSIONS) expect(point.dimensions[name].actual).toBeCloseTo(0.7, 12);
});
