import type { FinalityThresholds } from "../finality/policy.ts";
import type { TrajectoryReading } from "../finality/types.ts";
import { isMonotonic } from "./monotonic.ts";
import { directionChanges, lag1Of } from "./oscillation.ts";
import { plateauLength } from "./plateau.ts";
import { qualityOf } from "./quality.ts";
import { etaOf, rateOf } from "./rate.ts";
import { trendOf } from "./trend.ts";
import type { TrajectoryPoint } from "./types.ts";

/**
 * Reads a trajectory, oldest first. `confirmations` are scores of the unchanged graph since the last
 * point: they lengthen a plateau and count for monotonicity, and are no points for rate, oscillation and
 * quality, which they would wash out. Source: design, convergence, "Reading a trajectory".
 */
export function readTrajectory(
  points: readonly Pick<TrajectoryPoint, "score" | "v">[],
  confirmations: readonly number[],
  policy: Pick<FinalityThresholds, "trajectory" | "resolved">,
): TrajectoryReading {
  const parameters = policy.trajectory;
  const { oscillation } = parameters;
  const window = points.slice(-parameters.window_points);
  const vs = window.map(({ v }) => v);
  const scores = window.map(({ score }) => score);
  const looks = [...scores, ...confirmations.slice(0, parameters.plateau_rounds)].slice(
    -parameters.window_points,
  );
  const rate = rateOf(vs, parameters);
  const recent = scores.slice(-oscillation.window_points);
  const changes = directionChanges(recent, parameters.score_noise);
  const lag1 = lag1Of(recent, oscillation);
  const rounds = plateauLength(looks, policy.resolved.score_min, parameters);
  return {
    rate,
    eta_rounds: etaOf(vs, rate, parameters),
    monotonic: isMonotonic(looks, parameters),
    plateau_rounds: rounds,
    plateau: rounds >= parameters.plateau_rounds,
    oscillating: changes >= oscillation.changes_min || (lag1 !== null && lag1 < oscillation.lag1_below),
    quality: qualityOf(recent, changes, lag1, parameters),
    lag1,
    trend: trendOf(vs.at(-2), vs.at(-1), parameters.score_noise),
  };
}
