import type { TrajectoryParameters } from "./parameters.ts";
import { directionOf } from "./step.ts";

/** How often the scores turn; a step within ± the noise has no direction and forgets the one before. */
export function directionChanges(scores: readonly number[], noise: number): number {
  let changes = 0;
  let direction = 0;
  for (const [index, score] of scores.entries()) {
    const before = scores[index - 1];
    if (before === undefined) continue;
    const step = directionOf(before, score, noise);
    if (step * direction < 0) changes += 1;
    direction = step;
  }
  return changes;
}

/**
 * Pearson correlation of the scores with themselves one step later, in [−1, 1]; null with too few scores, or
 * where either half does not vary.
 */
export function lag1Of(
  scores: readonly number[],
  {
    lag1_points_min,
    squares_min,
  }: Pick<TrajectoryParameters["oscillation"], "lag1_points_min" | "squares_min">,
): number | null {
  if (scores.length < lag1_points_min) return null;
  const [meanEarlier, meanLater] = [mean(scores.slice(0, -1)), mean(scores.slice(1))];
  let [both, squaresEarlier, squaresLater] = [0, 0, 0];
  for (const [index, score] of scores.entries()) {
    const before = scores[index - 1];
    if (before === undefined) continue;
    const [earlier, later] = [before - meanEarlier, score - meanLater];
    both += earlier * later;
    squaresEarlier += earlier * earlier;
    squaresLater += later * later;
  }
  if (squaresEarlier < squares_min || squaresLater < squares_min) return null;
  return Math.min(1, Math.max(-1, both / Math.sqrt(squaresEarlier * squaresLater)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
