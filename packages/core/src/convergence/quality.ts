import type { TrajectoryParameters } from "./parameters.ts";
import { isFall } from "./step.ts";

/**
 * Trajectory quality Q in [0, 1]: 1 with fewer than 3 points; else 1 − 0.12·min(changes, 5), at most 0.65 if
 * the lag-1 correlation is < −0.3, at most 0.85 if the latest score is more than 0.05 below the maximum.
 */
export function qualityOf(
  scores: readonly number[],
  changes: number,
  lag1: number | null,
  { quality, oscillation }: Pick<TrajectoryParameters, "quality" | "oscillation">,
): number {
  const latest = scores.at(-1);
  if (latest === undefined || scores.length < quality.points_min) return 1;
  const bounds = [1, 1 - quality.change_cost * Math.min(changes, quality.changes_max)];
  if (lag1 !== null && lag1 < oscillation.lag1_below) bounds.push(quality.oscillating_max);
  if (isFall(Math.max(...scores), latest, quality.fall)) bounds.push(quality.fallen_max);
  return Math.max(0, Math.min(...bounds));
}
