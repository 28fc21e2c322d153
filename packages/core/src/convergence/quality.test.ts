import { expect, test } from "vitest";
import { TRAJECTORY_DEFAULTS } from "./parameters.ts";
import { qualityOf } from "./quality.ts";

const quality = (scores: readonly number[], changes: number, lag1: number | null) =>
  qualityOf(scores, changes, lag1, TRAJECTORY_DEFAULTS);

const RISING = [0.5, 0.6, 0.7];

test("with fewer than three points quality is 1, whatever they are", () => {
  expect(quality([], 0, null)).toBe(1);
  expect(quality([0.9, 0.1], 5, -1)).toBe(1);
});

test("each turn costs 0.12, five at most", () => {
  expect(quality(RISING, 0, null)).toBe(1);
  // 1 − 0.24; 1 − 0.36 closes gate C; 1 − 0.6
  expect(quality(RISING, 2, null)).toBeCloseTo(0.76, 12);
  expect(quality(RISING, 3, null)).toBeCloseTo(0.64, 12);
  expect(quality(RISING, 5, null)).toBeCloseTo(0.4, 12);
  expect(quality(RISING, 8, null)).toBeCloseTo(0.4, 12);
});

test("a correlation below −0.3 leaves at most 0.65", () => {
  expect(quality(RISING, 0, -0.3)).toBe(1);
  expect(quality(RISING, 0, -0.31)).toBe(0.65);
  expect(quality(RISING, 5, -0.31)).toBeCloseTo(0.4, 12);
});

test("a latest score more than 0.05 below the maximum leaves at most 0.85", () => {
  expect(quality([0.5, 0.75, 0.7], 0, null)).toBe(1);
  expect(quality([0.5, 0.751, 0.7], 0, null)).toBe(0.85);
  expect(quality([0.5, 0.751, 0.7], 0, -1)).toBe(0.65);
});

test("quality never falls below 0", () => {
  const costly = { ...TRAJECTORY_DEFAULTS, quality: { ...TRAJECTORY_DEFAULTS.quality, change_cost: 1 } };
  expect(qualityOf(RISING, 5, null, costly)).toBe(0);
});
