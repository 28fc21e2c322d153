import type { FinalityThresholds } from "../finality/policy.ts";
import { isBelow } from "./step.ts";
import type { Dimension, DimensionName, Snapshot, TrajectoryPoint } from "./types.ts";

/** In the order that breaks ties of the bottleneck. */
export const DIMENSIONS: readonly DimensionName[] = [
  "claim_confidence",
  "contradiction_resolution",
  "goal_completion",
  "risk_score_inverse",
];

type ScorePolicy = Pick<FinalityThresholds, "weights" | "targets" | "full_confidence">;

/**
 * Score S = Σ w·actual in [0, 1], V = Σ w·(target − actual)² ≥ 0, and the pressure w·max(0, target − actual)
 * of each dimension; the largest is the bottleneck. Source: design, convergence, "Dimensions".
 */
export function pointOf(snapshot: Snapshot, policy: ScorePolicy): TrajectoryPoint {
  const actual = actuals(snapshot, policy);
  const dimension = (name: DimensionName): Dimension => {
    const weight = policy.weights[name];
    const target = policy.targets[name];
    return { actual: actual[name], target, weight, pressure: weight * Math.max(0, target - actual[name]) };
  };
  const dimensions = {
    claim_confidence: dimension("claim_confidence"),
    contradiction_resolution: dimension("contradiction_resolution"),
    goal_completion: dimension("goal_completion"),
    risk_score_inverse: dimension("risk_score_inverse"),
  };
  const all = DIMENSIONS.map((name) => dimensions[name]);
  return {
    score: clamp(all.reduce((sum, { weight, actual: value }) => sum + weight * value, 0)),
    v: all.reduce((sum, { weight, target, actual: value }) => sum + weight * (target - value) ** 2, 0),
    dimensions,
    bottleneck: DIMENSIONS.reduce((worst, name) =>
      isBelow(dimensions[worst].pressure, dimensions[name].pressure) ? name : worst,
    ),
  };
}

function actuals(
  { claims, contradictions, goals, risks }: Snapshot,
  policy: ScorePolicy,
): Record<DimensionName, number> {
  const { total_mass, unresolved_mass } = contradictions;
  return {
    claim_confidence: claims.count === 0 ? 0 : Math.min(claims.mean_confidence / policy.full_confidence, 1),
    contradiction_resolution: total_mass === 0 ? 1 : 1 - unresolved_mass / total_mass,
    goal_completion: goals.total === 0 ? 0 : goals.resolved / goals.total,
    risk_score_inverse: 1 - Math.min(risks.score, 1),
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
