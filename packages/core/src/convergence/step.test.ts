import fc from "fast-check";
import { expect, test } from "vitest";
import { directionOf, isBelow, isFall } from "./step.ts";

/** Numbers of four decimal places, and the same in units of 0.0001, which are exact. */
const decimals = fc.integer({ min: 0, max: 10_000 }).map((units) => ({ units, value: units / 10_000 }));

test("a step is compared as the decimals say, however their difference is rounded", () => {
  expect(0.7 - 0.699).toBeGreaterThan(0.001);
  expect(directionOf(0.7, 0.699, 0.001)).toBe(0);
  fc.assert(
    fc.property(decimals, decimals, (before, after) => {
      const units = after.units - before.units;
      expect(directionOf(before.value, after.value, 0.001)).toBe(
        Math.abs(units) <= 10 ? 0 : Math.sign(units),
      );
    }),
  );
});

test("a fall must be larger than the noise, and what equals a bound is not below it", () => {
  expect(isFall(0.95, 0.9, 0.05)).toBe(false);
  expect(isFall(0.95, 0.8999, 0.05)).toBe(true);
  expect(isBelow(0.1 * 0.1, 0.01)).toBe(false);
  expect(isBelow(0.0099, 0.01)).toBe(true);
});

test("going back is the opposite direction", () => {
  fc.assert(
    fc.property(decimals, decimals, ({ value: a }, { value: b }) => {
      expect(directionOf(a, b, 0.001) + directionOf(b, a, 0.001)).toBe(0);
    }),
  );
});
