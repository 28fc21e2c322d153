import type { TrajectoryReading } from "../finality/types.ts";
import type { FinalityThresholds } from "../finality/policy.ts";
import type { TrajectoryPoint } from "./types.ts";

/** Evaluations that are looked at, at most. */
const WINDOW = 20;
/** Pairs that the rate averages. */
const RATE_PAIRS = 5;
/** V below this is numerically zero. */
const V_ZERO = 1e-10;
/** V at which a case counts as settled, for the estimate of rounds. */
const V_SETTLED = 0.005;
/** A rate below this converges too slowly for an estimate. */
const RATE_LEAST = 0.001;
const ETA_ROUNDS_MAX = 1000;
/** A change of score within this is none. */
const SCORE_NOISE = 0.001;
/** Score that progress is measured towards; the gap is at least GAP_LEAST. */
const SCORE_GOAL = 0.92;
const GAP_LEAST = 0.001;
/** Weight of the newest step in the moving average of progress, and the progress that is none. */
const EMA_WEIGHT = 0.3;
const PROGRESS_NONE = 0.01;
/** Scores that oscillation and quality look at. */
const QUALITY_WINDOW = 10;
const QUALITY_POINTS_MIN = 3;
const CHANGES_MIN = 2;
const LAG1_OSCILLATING = -0.3;
const LAG1_POINTS_MIN = 4;
const VARIANCE_ZERO = 1e-12;
const CHANGE_COST = 0.12;
const CHANGES_MAX = 5;
const QUALITY_OSCILLATING = 0.65;
const QUALITY_FALLEN = 0.85;
const FALL = 0.05;

type TrajectoryPolicy = Pick<FinalityThresholds, "trajectory">;

/**
 * Reads a trajectory, oldest first. `confirmations` are scores of the unchanged graph since the last
 * point: they lengthen a plateau and count for monotonicity, and are no points for rate, oscillation and
 * quality, which they would wash out. Source: design, convergence, "Reading a trajectory".
 */
export function readTrajectory(
  points: readonly Pick<TrajectoryPoint, "score" | "v">[],
  confirmations: readonly number[],
  policy: TrajectoryPolicy,
): TrajectoryReading {
  const vs = points.slice(-WINDOW).map(({ v }) => v);
  const scores = points.slice(-WINDOW).map(({ score }) => score);
  const looks = [...scores, ...confirmations].slice(-WINDOW);
  const rate = rateOf(vs);
  const recent = scores.slice(-QUALITY_WINDOW);
  const lag1 = lag1Of(recent);
  const changes = directionChanges(recent);
  const rounds = plateauLength(looks);
  return {
    rate,
    eta_rounds: etaOf(vs, rate),
    monotonic: isMonotonic(looks, policy.trajectory.monotonic_points),
    plateau_rounds: rounds,
    plateau: rounds >= policy.trajectory.plateau_rounds,
    oscillating: changes >= CHANGES_MIN || (lag1 !== null && lag1 < LAG1_OSCILLATING),
    quality: qualityOf(recent, changes, lag1),
    lag1,
    trend: trendOf(vs),
  };
}

/** α: mean of −ln(max(Vₜ/Vₜ₋₁, 1e−10)) over the last pairs whose earlier V is not zero; 0 if none. */
function rateOf(vs: readonly number[]): number {
  const recent = vs.slice(-(RATE_PAIRS + 1));
  const logs: number[] = [];
  for (const [index, v] of recent.entries()) {
    const before = recent[index - 1];
    if (before === undefined || before <= V_ZERO) continue;
    logs.push(-Math.log(Math.max(v / before, V_ZERO)));
  }
  return logs.length === 0 ? 0 : logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

/** Rounds until V ≤ 0.005 at this rate; null: unknown. */
function etaOf(vs: readonly number[], rate: number): number | null {
  const v = vs.at(-1);
  if (v === undefined || vs.length === 1) return null;
  if (v <= V_SETTLED) return 0;
  if (rate <= RATE_LEAST) return null;
  const rounds = Math.ceil(Math.log(v / V_SETTLED) / rate);
  return rounds > ETA_ROUNDS_MAX ? null : rounds;
}

function isMonotonic(scores: readonly number[], pointsMin: number): boolean {
  if (scores.length < pointsMin) return false;
  const last = scores.slice(-pointsMin);
  return last.every((score, index) => score >= (last[index - 1] ?? score) - SCORE_NOISE);
}

/** Latest consecutive steps without progress, by a moving average that starts at 0. */
function plateauLength(scores: readonly number[]): number {
  let ema = 0;
  let length = 0;
  for (const [index, score] of scores.entries()) {
    const before = scores[index - 1];
    if (before === undefined) continue;
    const progress = Math.max(0, score - before) / Math.max(SCORE_GOAL - score, GAP_LEAST);
    ema = EMA_WEIGHT * progress + (1 - EMA_WEIGHT) * ema;
    length = ema < PROGRESS_NONE ? length + 1 : 0;
  }
  return length;
}

/** A step within the noise has no direction and forgets the one before. */
function directionChanges(scores: readonly number[]): number {
  let changes = 0;
  let direction = 0;
  for (const [index, score] of scores.entries()) {
    const before = scores[index - 1];
    if (before === undefined) continue;
    const step = Math.abs(score - before) <= SCORE_NOISE ? 0 : Math.sign(score - before);
    if (step !== 0 && direction !== 0 && step !== direction) changes += 1;
    direction = step;
  }
  return changes;
}

/** Lag-1 Pearson correlation; null with fewer than 4 scores or where a half does not vary. */
function lag1Of(scores: readonly number[]): number | null {
  if (scores.length < LAG1_POINTS_MIN) return null;
  const [earlier, later] = [scores.slice(0, -1), scores.slice(1)];
  const [meanEarlier, meanLater] = [mean(earlier), mean(later)];
  let [both, squaresEarlier, squaresLater] = [0, 0, 0];
  for (const [index, value] of earlier.entries()) {
    const [a, b] = [value - meanEarlier, (later[index] ?? meanLater) - meanLater];
    both += a * b;
    squaresEarlier += a * a;
    squaresLater += b * b;
  }
  if (squaresEarlier < VARIANCE_ZERO || squaresLater < VARIANCE_ZERO) return null;
  return both / Math.sqrt(squaresEarlier * squaresLater);
}

function qualityOf(scores: readonly number[], changes: number, lag1: number | null): number {
  const latest = scores.at(-1);
  if (latest === undefined || scores.length < QUALITY_POINTS_MIN) return 1;
  let quality = 1 - CHANGE_COST * Math.min(changes, CHANGES_MAX);
  if (lag1 !== null && lag1 < LAG1_OSCILLATING) quality = Math.min(quality, QUALITY_OSCILLATING);
  if (Math.max(...scores) - latest > FALL) quality = Math.min(quality, QUALITY_FALLEN);
  return Math.min(1, Math.max(0, quality));
}

function trendOf(vs: readonly number[]): TrajectoryReading["trend"] {
  const [before, now] = vs.slice(-2);
  if (before === undefined || now === undefined) return "unknown";
  if (Math.abs(now - before) <= SCORE_NOISE) return "flat";
  return now < before ? "improving" : "worsening";
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
