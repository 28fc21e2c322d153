import { expect, test } from "vitest";
import { analyzeTrajectory } from "./analyze.ts";

const round = (
  mean_confidence: number,
  unresolved_mass: number,
  goal_completion: number,
  risk_score: number,
) => ({
  mean_confidence,
  unresolved_mass,
  total_mass: 1,
  goal_completion,
  risk_score,
});

test("two rounds are scored and read at full precision", () => {
  const analysis = analyzeTrajectory({ snapshots: [round(0.425, 1, 0, 0), round(0.85, 0.5, 0.5, 0)] });
  // Round 1: 0.3·0.5 + 0.3·0 + 0.25·0 + 0.15·1 = 0.3; V = 0.3·0.25 + 0.3 + 0.25 = 0.625
  // Round 2: 0.3 + 0.3·0.5 + 0.25·0.5 + 0.15 = 0.725; V = 0.3·0.25 + 0.25·0.25 = 0.1375
  expect(analysis.points).toEqual([
    { score: expect.closeTo(0.3, 12), v: expect.closeTo(0.625, 12) },
    { score: expect.closeTo(0.725, 12), v: expect.closeTo(0.1375, 12) },
  ]);
  // α = ln(0.625 / 0.1375) = 1.51413; ln(0.1375 / 0.005) / α = 3.314 / 1.514 = 2.19, so 3 rounds
  expect(analysis.rate).toBeCloseTo(Math.log(0.625 / 0.1375), 12);
  expect(analysis.eta_rounds).toBe(3);
  expect(analysis).toMatchObject({
    monotonic: false,
    plateau_rounds: 0,
    plateau: false,
    oscillating: false,
    quality: 1,
  });
  expect(analysis.lag1).toBeNull();
  // 0.3·0.5 = 0.15 is more than 0.25·0.5 = 0.125
  expect(analysis.bottleneck).toBe("contradiction_resolution");
});

test("it says exactly what is documented", () => {
  expect(Object.keys(analyzeTrajectory({ snapshots: [round(1, 0, 1, 0)] })).sort()).toEqual([
    "bottleneck",
    "eta_rounds",
    "lag1",
    "monotonic",
    "oscillating",
    "plateau",
    "plateau_rounds",
    "points",
    "quality",
    "rate",
  ]);
});

test("without a round there is no bottleneck", () => {
  expect(analyzeTrajectory({ snapshots: [] })).toMatchObject({
    points: [],
    bottleneck: null,
    eta_rounds: null,
  });
});
