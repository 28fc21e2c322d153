import type { TrajectoryParameters } from "./parameters.ts";

/**
 * Rate α per round: mean of −ln(max(Vₜ/Vₜ₋₁, 1e−10)) over the last 5 pairs (6 values), skipping pairs whose
 * earlier V ≤ 1e−10; 0 if none is left. Positive: V shrinks.
 */
export function rateOf(vs: readonly number[], { rate }: Pick<TrajectoryParameters, "rate">): number {
  const recent = vs.slice(-(rate.pairs + 1));
  const logs: number[] = [];
  for (const [index, v] of recent.entries()) {
    const before = recent[index - 1];
    if (before === undefined || before <= rate.v_above) continue;
    logs.push(-Math.log(Math.max(v / before, rate.ratio_min)));
  }
  return logs.length === 0 ? 0 : logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

/** Rounds until V ≤ 0.005 if the rate stays as it is; null: unknown. */
export function etaOf(
  vs: readonly number[],
  rate: number,
  { eta }: Pick<TrajectoryParameters, "eta">,
): number | null {
  const v = vs.at(-1);
  if (v === undefined || vs.length === 1) return null;
  if (v <= eta.v_settled) return 0;
  if (rate <= eta.rate_above) return null;
  const rounds = Math.ceil(Math.log(v / eta.v_settled) / rate);
  return rounds > eta.rounds_max ? null : rounds;
}
