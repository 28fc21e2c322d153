import { expect, test } from "vitest";
import { isMonotonic } from "./monotonic.ts";
import { TRAJECTORY_DEFAULTS } from "./parameters.ts";

const monotonic = (scores: readonly number[]) => isMonotonic(scores, TRAJECTORY_DEFAULTS);

test("fewer than three points tell nothing", () => {
  expect(monotonic([])).toBe(false);
  expect(monotonic([0.5, 0.6])).toBe(false);
  expect(monotonic([0.5, 0.6, 0.7])).toBe(true);
});

test("a fall of 0.001 is noise, of more it is not", () => {
  expect(monotonic([0.5, 0.5, 0.499])).toBe(true);
  expect(monotonic([0.5, 0.5, 0.4989])).toBe(false);
  expect(monotonic([0.876, 0.876, 0.875])).toBe(true);
});

test("only the last three points count", () => {
  expect(monotonic([0.9, 0.5, 0.6, 0.7])).toBe(true);
  expect(monotonic([0.5, 0.9, 0.6, 0.7])).toBe(false);
});
