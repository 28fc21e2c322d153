import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_FINALITY_POLICY as policy } from "../finality/policy.ts";
import { readTrajectory } from "./trajectory.ts";

/** Points whose V is what one dimension of weight 1 would give. */
const pointsOf = (scores: readonly number[]) => scores.map((score) => ({ score, v: (1 - score) ** 2 }));
const read = (scores: readonly number[], confirmations: readonly number[] = []) =>
  readTrajectory(pointsOf(scores), confirmations, policy);

test("of nothing, nothing is known", () => {
  expect(read([])).toEqual({
    rate: 0,
    eta_rounds: null,
    monotonic: false,
    plateau_rounds: 0,
    plateau: false,
    oscillating: false,
    quality: 1,
    lag1: null,
    trend: "unknown",
  });
});

test("confirmations make a single good round monotonic, and a plateau longer", () => {
  expect(read([0.95]).monotonic).toBe(false);
  expect(read([0.95], [0.95, 0.95]).monotonic).toBe(true);
  const looked = read([0.7, 0.7], [0.7, 0.7]);
  expect(looked.plateau_rounds).toBe(3);
  expect(looked.plateau).toBe(true);
  expect(read([0.7, 0.7], [0.7]).plateau).toBe(false);
});

test("confirmations do not wash out rate, oscillation or quality", () => {
  const scores = [0.5, 0.7, 0.5, 0.7, 0.5, 0.7];
  const { rate, oscillating, quality, lag1, eta_rounds } = read(scores);
  expect(read(scores, [0.7, 0.7, 0.7])).toMatchObject({ rate, oscillating, quality, lag1, eta_rounds });
  expect(oscillating).toBe(true);
});

test("at most τ confirmations count", () => {
  expect(read([0.7], [0.7, 0.7, 0.7, 0.7, 0.7, 0.7]).plateau_rounds).toBe(3);
});

test("two turns oscillate, one does not", () => {
  expect(read([0.3, 0.5, 0.7, 0.6]).oscillating).toBe(false);
  expect(read([0.3, 0.5, 0.4, 0.6]).oscillating).toBe(true);
});

test("a correlation below −0.3 oscillates without two turns", () => {
  // One turn; [0, 1, 0.5] with [1, 0.5, 0.5]: deviations (−.5, .5, 0), (1/3, −1/6, −1/6); −0.25/√(0.5·1/6) = −0.866
  const reading = read([0, 1, 0.5, 0.5]);
  expect(reading.lag1).toBeCloseTo(-0.25 / Math.sqrt(0.5 / 6), 12);
  expect(reading.oscillating).toBe(true);
  expect(reading.quality).toBe(0.65);
});

test("the trend is what the last round did to V", () => {
  expect(read([0.5]).trend).toBe("unknown");
  expect(read([0.5, 0.6]).trend).toBe("improving");
  expect(read([0.6, 0.5]).trend).toBe("worsening");
  expect(read([0.6, 0.6]).trend).toBe("flat");
  // V: 0.16 → 0.1596, within the noise
  expect(read([0.6, 0.6005]).trend).toBe("flat");
});

test("what is older than ten points no longer oscillates, and a plateau is at most the window long", () => {
  const wild = [0.1, 0.9, 0.1, 0.9];
  const calm = Array.from({ length: 10 }, (_, index) => 0.5 + index * 0.01);
  expect(read([...wild, ...calm]).quality).toBe(1);
  expect(read(Array.from({ length: 30 }, () => 0.5)).plateau_rounds).toBe(19);
});

test("nothing before the last twenty points changes a reading", () => {
  const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 });
  const past = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });
  fc.assert(
    fc.property(scores, past, (list, before) => {
      expect(read([...before, ...list])).toEqual(read(list));
    }),
  );
});

test("every reading keeps its bounds", () => {
  const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 25 });
  fc.assert(
    fc.property(scores, (list) => {
      const { rate, quality, eta_rounds, plateau_rounds, lag1 } = read(list);
      expect(Number.isFinite(rate)).toBe(true);
      expect(quality).toBeGreaterThanOrEqual(0);
      expect(quality).toBeLessThanOrEqual(1);
      expect(eta_rounds ?? 0).toBeLessThanOrEqual(1000);
      expect(eta_rounds ?? 0).toBeGreaterThanOrEqual(0);
      expect(plateau_rounds).toBeLessThan(20);
      expect(Math.abs(lag1 ?? 0)).toBeLessThanOrEqual(1);
    }),
  );
});
