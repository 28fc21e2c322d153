import type { Snapshot, TrajectoryPoint } from "../convergence/types.ts";
import type { FinalityThresholds } from "./policy.ts";
import type { Evaluation, GateName, GateResult, TrajectoryReading, Verdict } from "./types.ts";

/** Everything a verdict depends on. */
export interface FinalityInput {
  readonly snapshot: Snapshot;
  readonly point: TrajectoryPoint;
  readonly reading: TrajectoryReading;
  /** Points of the trajectory so far; confirmations are none. */
  readonly points: number;
  readonly idle: Evaluation["idle"];
  readonly highImpactReviewsOpen: number;
  /** An approval by a person bound to this knowledge epoch, last evidence and policy version. */
  readonly approvedByPerson: boolean;
}

export type Conditions = Evaluation["conditions"];

export interface VerdictResult {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly gates: Readonly<Record<GateName, GateResult>>;
  readonly conditions: Conditions;
}

/** The first that holds: RESOLVED, EXPIRED, BLOCKED, ESCALATED, REVIEW, ACTIVE. Pure. */
export function verdictOf(input: FinalityInput, policy: FinalityThresholds): VerdictResult {
  const gates = gatesOf(input, policy);
  const conditions = conditionsOf(input, policy);
  const { verdict, reason } = decide(input, policy, gates, conditions);
  return { verdict, reason, gates, conditions };
}

type Decided = Pick<VerdictResult, "verdict" | "reason">;

function decide(
  input: FinalityInput,
  policy: FinalityThresholds,
  gates: VerdictResult["gates"],
  conditions: Conditions,
): Decided {
  if (input.approvedByPerson) return { verdict: "RESOLVED", reason: "a person approved it on exactly this evidence" };
  const failed = [
    ...conditions.filter(({ pass }) => !pass).map(({ name, actual, required }) => `${name} is ${shown(actual)}, required ${required}`),
    ...Object.entries(gates).filter(([, gate]) => !gate.pass).map(([name, gate]) => `gate ${name}: ${gate.reason}`),
  ];
  if (failed.length === 0) {
    return { verdict: "RESOLVED", reason: `score ${shown(input.point.score)}, every condition and every gate holds` };
  }
  return (
    expired(input, policy) ??
    blocked(input, policy) ??
    escalated(input, policy) ??
    review(input, policy, conditions) ?? { verdict: "ACTIVE", reason: failed[0] ?? "" }
  );
}

function conditionsOf({ snapshot, point }: FinalityInput, { resolved }: FinalityThresholds): Conditions {
  const { claims, contradictions, risks, goals } = snapshot;
  const goalPart = goals.total === 0 ? 0 : goals.resolved / goals.total;
  const atLeast = (name: string, actual: number, least: number) => ({ name, pass: actual >= least, actual, required: `≥ ${least}` });
  const atMost = (name: string, actual: number, most: number) => ({ name, pass: actual <= most, actual, required: `≤ ${most}` });
  return [
    atLeast("score", point.score, resolved.score_min),
    atLeast("minimum confidence", claims.min_confidence, resolved.confidence_min),
    atMost("unresolved contradictions", contradictions.unresolved, resolved.unresolved_max),
    atMost("critical risks", risks.critical, resolved.critical_risks_max),
    atLeast("goals", goalPart, resolved.goals_min),
    { name: "risk", pass: risks.score < resolved.risk_below, actual: risks.score, required: `< ${resolved.risk_below}` },
  ];
}

function gatesOf(input: FinalityInput, policy: FinalityThresholds): VerdictResult["gates"] {
  const { snapshot, reading, idle } = input;
  const { evidence, contradictions, claims, goals } = snapshot;
  const { quiescence, trajectory } = policy;
  const gate = (pass: boolean, good: string, bad: string): GateResult => ({ pass, reason: pass ? good : bad });
  const quiet = idle.cycles >= quiescence.idle_cycles_min && idle.ms_since_activity >= quiescence.idle_ms_min;
  const complete = evidence.coverage >= 1 && evidence.stale === 0 && contradictions.unresolved_mass === 0;
  return {
    A: gate(
      reading.monotonic,
      `no score fell in the last ${trajectory.monotonic_points} looks`,
      `a score fell, or there are fewer than ${trajectory.monotonic_points} looks`,
    ),
    B: gate(
      complete,
      "the evidence is complete and fresh, and nothing contradicts",
      `coverage ${shown(evidence.coverage)}, stale ${evidence.stale}, unresolved mass ${shown(contradictions.unresolved_mass)}`,
    ),
    C: gate(
      reading.quality >= trajectory.quality_min,
      `trajectory quality ${shown(reading.quality)}`,
      `trajectory quality ${shown(reading.quality)}, required ${trajectory.quality_min}`,
    ),
    D: gate(
      quiet,
      "quiet long enough",
      `${idle.cycles} idle cycles and ${idle.ms_since_activity} ms, required ${quiescence.idle_cycles_min} and ${quiescence.idle_ms_min}`,
    ),
    E: gate(
      claims.count > 0 && goals.total > 0,
      `${claims.count} claims and ${goals.total} goals`,
      `${claims.count} claims and ${goals.total} goals: at least one of each is needed`,
    ),
    P: gate(
      input.highImpactReviewsOpen === 0,
      "no high-impact review is open",
      `${input.highImpactReviewsOpen} high-impact reviews are open`,
    ),
  };
}

function expired({ idle }: FinalityInput, { expired: { inactive_ms_min } }: FinalityThresholds): Decided | null {
  if (idle.ms_since_activity < inactive_ms_min) return null;
  return { verdict: "EXPIRED", reason: `no activity for ${idle.ms_since_activity} ms` };
}

function blocked({ idle, snapshot }: FinalityInput, { blocked: bounds }: FinalityThresholds): Decided | null {
  const unresolved = snapshot.contradictions.unresolved > 0 || snapshot.goals.resolved < snapshot.goals.total;
  if (idle.cycles < bounds.idle_cycles_min || idle.ms_since_change < bounds.unchanged_ms_min || !unresolved) return null;
  return { verdict: "BLOCKED", reason: `${idle.cycles} idle cycles, and something is unresolved` };
}

function escalated({ snapshot, reading, points, idle }: FinalityInput, policy: FinalityThresholds): Decided | null {
  const bounds = policy.escalated;
  const { risks, contradictions, critical_assessments } = snapshot;
  const causes: [boolean, string][] = [
    [points >= bounds.points_min && reading.rate < bounds.rate_below, `the case diverges: rate ${shown(reading.rate)}`],
    [risks.score >= bounds.risk_min, `risk ${shown(risks.score)}`],
    [contradictions.unresolved >= bounds.unresolved_min, `${contradictions.unresolved} unresolved contradictions`],
    [critical_assessments >= bounds.critical_assessments_min, `${critical_assessments} critical assessments are unaddressed`],
    [idle.cycles >= bounds.idle_cycles_min, `${idle.cycles} idle cycles`],
  ];
  const cause = causes.find(([holds]) => holds);
  return cause === undefined ? null : { verdict: "ESCALATED", reason: cause[1] };
}

/** A plateau below RESOLVED, or every condition holds and only a gate, which a person may judge, does not. */
function review({ point, reading }: FinalityInput, policy: FinalityThresholds, conditions: Conditions): Decided | null {
  if (point.score < policy.review.score_min) return null;
  if (point.score < policy.resolved.score_min && reading.plateau) {
    return { verdict: "REVIEW", reason: `score ${shown(point.score)} and no progress for ${reading.plateau_rounds} looks` };
  }
  if (conditions.every(({ pass }) => pass) && reading.plateau) {
    return { verdict: "REVIEW", reason: "every condition holds, but a gate is closed: a person decides" };
  }
  return null;
}

function shown(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}
