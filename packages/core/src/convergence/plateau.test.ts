import { expect, test } from "vitest";
import { TRAJECTORY_DEFAULTS } from "./parameters.ts";
import { plateauLength } from "./plateau.ts";

const length = (scores: readonly number[]) => plateauLength(scores, 0.92, TRAJECTORY_DEFAULTS);

test("no step, no plateau", () => {
  expect(length([])).toBe(0);
  expect(length([0.5])).toBe(0);
});

test("every step that stands still or falls lengthens it", () => {
  expect(length([0.5, 0.5, 0.5, 0.5])).toBe(3);
  expect(length([0.9, 0.7, 0.5])).toBe(2);
});

test("progress ends it, and the average forgets progress slowly", () => {
  // progress = 0.2 / (0.92 − 0.7) = 0.90909; ema = 0.27273; ·0.7ⁿ < 0.01 first at n = 10 (0.00770; n = 9: 0.01101)
  expect(length([0.5, 0.7])).toBe(0);
  expect(length([0.5, 0.7, ...Array.from({ length: 9 }, () => 0.7)])).toBe(0);
  expect(length([0.5, 0.7, ...Array.from({ length: 10 }, () => 0.7)])).toBe(1);
  expect(length([0.5, 0.7, ...Array.from({ length: 12 }, () => 0.7)])).toBe(3);
});

test("progress is measured by what is left to 0.92", () => {
  // ema < 0.01 needs progress < 1/30: 0.007 / (0.92 − 0.7) = 0.0318 is none, 0.008 / 0.22 = 0.0364 is some
  expect(length([0.693, 0.7])).toBe(1);
  expect(length([0.692, 0.7])).toBe(0);
});

test("at the goal and beyond, what is left counts as 0.001", () => {
  // 0.00003 / 0.001 = 0.03: none; 0.00004 / 0.001 = 0.04: some
  expect(length([0.95, 0.95003])).toBe(1);
  expect(length([0.95, 0.95004])).toBe(0);
});
