import fc from "fast-check";
import { expect, test } from "vitest";
import { directionChanges, lag1Of } from "./oscillation.ts";
import { TRAJECTORY_DEFAULTS } from "./parameters.ts";

const changes = (scores: readonly number[]) => directionChanges(scores, TRAJECTORY_DEFAULTS.score_noise);
const lag1 = (scores: readonly number[]) => lag1Of(scores, TRAJECTORY_DEFAULTS.oscillation);

test("a turn is a rise after a fall or a fall after a rise", () => {
  expect(changes([])).toBe(0);
  expect(changes([0.5, 0.6, 0.7])).toBe(0);
  expect(changes([0.5, 0.6, 0.5])).toBe(1);
  expect(changes([0.5, 0.6, 0.5, 0.6])).toBe(2);
});

test("a step within ± 0.001 has no direction and forgets the one before", () => {
  expect(changes([0.5, 0.6, 0.6005, 0.5])).toBe(0);
  expect(changes([0.5, 0.6, 0.601, 0.5])).toBe(0);
  expect(changes([0.5, 0.6, 0.6011, 0.5])).toBe(1);
  expect(changes([0.5, 0.4, 0.399, 0.5])).toBe(0);
  expect(changes([0.5, 0.4, 0.3989, 0.5])).toBe(1);
});

test("lag-1 correlation by hand", () => {
  // [1, 2, 3] with [2, 3, 4]: a straight line
  expect(lag1([0.1, 0.2, 0.3, 0.4])).toBeCloseTo(1, 12);
  // [0, 1, 0] with [1, 0, 1]: exact opposites
  expect(lag1([0, 1, 0, 1])).toBeCloseTo(-1, 12);
  // [0, 0, 1] and [0, 1, 1]: deviations (−1, −1, 2)/3 and (−2, 1, 1)/3; (2 − 1 + 2)/9 ÷ √(6/9 · 6/9) = 3/6
  expect(lag1([0, 0, 1, 1])).toBeCloseTo(0.5, 12);
});

test("lag-1 correlation is undefined with three points, or where a half does not vary", () => {
  expect(lag1([0, 1, 0])).toBeNull();
  expect(lag1([0.5, 0.5, 0.5, 0.5])).toBeNull();
  // The earlier half stands still, only the later one varies; and the other way round.
  expect(lag1([0.5, 0.5, 0.5, 0.9])).toBeNull();
  expect(lag1([0.9, 0.5, 0.5, 0.5])).toBeNull();
});

test("Σ(x − mean)² below 1e−12 does not vary", () => {
  // [0, d, 0] has Σ = 2/3·d²: 6.7e−13 for d = 1e−6 and 1.5e−12 for d = 1.5e−6
  expect(lag1([0, 1e-6, 0, 1e-6])).toBeNull();
  expect(lag1([0, 1.5e-6, 0, 1.5e-6])).toBeCloseTo(-1, 9);
});

const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 });

test("upside down, a trajectory turns as often and correlates as much", () => {
  fc.assert(
    fc.property(scores, (list) => {
      const flipped = list.map((score) => -score);
      expect(changes(flipped)).toBe(changes(list));
      expect(lag1(flipped) ?? 2).toBeCloseTo(lag1(list) ?? 2, 9);
    }),
  );
});

test("a correlation is in [−1, 1], and n scores turn at most n − 2 times", () => {
  fc.assert(
    fc.property(scores, (list) => {
      expect(Math.abs(lag1(list) ?? 0)).toBeLessThanOrEqual(1);
      expect(changes(list)).toBeLessThanOrEqual(Math.max(0, list.length - 2));
    }),
  );
});
