import type { TrajectoryParameters } from "./parameters.ts";
import { isFall } from "./step.ts";

/** At least β scores, and among the last β none is more than the noise below the one before it. */
export function isMonotonic(
  scores: readonly number[],
  { monotonic_points, score_noise }: Pick<TrajectoryParameters, "monotonic_points" | "score_noise">,
): boolean {
  if (scores.length < monotonic_points) return false;
  const last = scores.slice(-monotonic_points);
  return last.every((score, index) => !isFall(last[index - 1] ?? score, score, score_noise));
}
