import type { TrajectoryParameters } from "./parameters.ts";

/**
 * At least β scores, and among the last β none is more than the noise below the one before it. The noise is
 * taken off the earlier score, not compared with the difference, whose rounding is coarser than itself.
 */
export function isMonotonic(
  scores: readonly number[],
  { monotonic_points, score_noise }: Pick<TrajectoryParameters, "monotonic_points" | "score_noise">,
): boolean {
  if (scores.length < monotonic_points) return false;
  const last = scores.slice(-monotonic_points);
  return last.every((score, index) => score >= (last[index - 1] ?? score) - score_noise);
}
