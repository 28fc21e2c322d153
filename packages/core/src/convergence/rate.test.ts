import fc from "fast-check";
import { expect, test } from "vitest";
import { TRAJECTORY_DEFAULTS as parameters } from "./parameters.ts";
import { etaOf, rateOf } from "./rate.ts";

const rate = (vs: readonly number[]) => rateOf(vs, parameters);
const eta = (vs: readonly number[], alpha: number) => etaOf(vs, alpha, parameters);

test("V halved every round is a rate of ln 2", () => {
  expect(rate([0.8, 0.4, 0.2, 0.1])).toBeCloseTo(Math.LN2, 12);
});

test("V that doubles has a negative rate", () => {
  expect(rate([0.1, 0.2])).toBeCloseTo(-Math.LN2, 12);
});

test("without a pair the rate is 0", () => {
  expect(rate([])).toBe(0);
  expect(rate([0.5])).toBe(0);
});

test("only the last five pairs count", () => {
  // The first pair (1 → 0.5) is the sixth last and is left out; all others stand still.
  expect(rate([1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])).toBe(0);
  // Here it is the fifth last: ln 2 / 5
  expect(rate([1, 0.5, 0.5, 0.5, 0.5, 0.5])).toBeCloseTo(Math.LN2 / 5, 12);
});

test("a pair that starts at zero is skipped, and no other takes its place", () => {
  expect(rate([0, 0.5])).toBe(0);
  expect(rate([1e-10, 0.5])).toBe(0);
  // (0 → 0.4) is skipped; (0.4 → 0.2) alone counts.
  expect(rate([0, 0.4, 0.2])).toBeCloseTo(Math.LN2, 12);
  // Just above the bound it counts: −ln(1.1e−10 / 1.1e−10) = 0, and with 0.4 it grows.
  expect(rate([1.1e-10, 0.4])).toBeLessThan(-20);
});

test("a fall to zero counts as a ratio of 1e−10", () => {
  // −ln(1e−10) = 10·ln 10
  expect(rate([0.5, 0])).toBeCloseTo(10 * Math.LN10, 9);
});

test("rounds to go: ln(V / 0.005) / α, rounded up", () => {
  // ln(0.02 / 0.005) / ln 2 = 2, and a little more V is one round more.
  expect(eta([0.04, 0.0199], Math.LN2)).toBe(2);
  expect(eta([0.04, 0.0201], Math.LN2)).toBe(3);
});

test("rounds to go are unknown with one point or none, even if V is small", () => {
  expect(eta([], 1)).toBeNull();
  expect(eta([0.001], 1)).toBeNull();
});

test("nothing is to go at V ≤ 0.005, whatever the rate", () => {
  expect(eta([0.5, 0.005], -1)).toBe(0);
  expect(eta([0.5, 0.0051], -1)).toBeNull();
});

test("too slow a rate or too long a way gives no estimate", () => {
  expect(eta([0.5, 0.4], 0.001)).toBeNull();
  // ln(0.4 / 0.005) = 4.382; / 0.0044 = 995.9 and / 0.0043 = 1019.1
  expect(eta([0.5, 0.4], 0.0044)).toBe(996);
  expect(eta([0.5, 0.4], 0.0043)).toBeNull();
});

test("the rate of k·V is the rate of V, and V backwards has the opposite rate", () => {
  const vs = fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(vs, fc.double({ min: 0.5, max: 2, noNaN: true }), (list, k) => {
      expect(rate(list.map((v) => v * k))).toBeCloseTo(rate(list), 9);
      expect(rate(list.toReversed())).toBeCloseTo(-rate(list), 9);
    }),
  );
});
