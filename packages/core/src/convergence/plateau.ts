import type { TrajectoryParameters } from "./parameters.ts";
import { isBelow } from "./step.ts";

/**
 * The number of latest consecutive steps without progress: progress = max(0, ΔS) / max(goal − S, 0.001) with
 * the step's later S, smoothed as ema = 0.3·progress + 0.7·ema from ema₀ = 0; none is ema < 0.01.
 * `goal` is the score that RESOLVED needs.
 */
export function plateauLength(
  scores: readonly number[],
  goal: number,
  { progress }: Pick<TrajectoryParameters, "progress">,
): number {
  let ema = 0;
  let length = 0;
  for (const [index, score] of scores.entries()) {
    const before = scores[index - 1];
    if (before === undefined) continue;
    const step = Math.max(0, score - before) / Math.max(goal - score, progress.gap_min);
    ema = progress.smoothing * step + (1 - progress.smoothing) * ema;
    length = isBelow(ema, progress.none_below) ? length + 1 : 0;
  }
  return length;
}
