import { pointOf } from "../convergence/score.ts";
import { readTrajectory } from "../convergence/trajectory.ts";
import type { Idleness, Snapshot, TrajectoryPoint } from "../convergence/types.ts";
import { sha256Hex } from "../crypto/digest.ts";
import type { ApprovalBinding } from "./approval.ts";
import { DEFAULT_FINALITY_POLICY, type FinalityPolicy } from "./policy.ts";
import type { FinalityInput } from "./types.ts";

/** A case with nothing left to do. */
export const SETTLED: Snapshot = {
  claims: { count: 3, mean_confidence: 0.9, min_confidence: 0.86 },
  contradictions: { total: 1, unresolved: 0, total_mass: 0.6, unresolved_mass: 0 },
  goals: { total: 2, resolved: 2 },
  risks: { critical: 0, score: 0 },
  evidence: { coverage: 1, stale: 0 },
  critical_assessments: 0,
};

export const BINDING: ApprovalBinding = {
  knowledge_epoch: 4,
  last_evidence_seq: 41,
  policy_digest: DEFAULT_FINALITY_POLICY.digest,
};

const NOT_IDLE: Idleness = { cycles: 3, ms_since_change: 0, ms_since_activity: 0 };

/** What a verdict is given after these rounds and the τ confirmations of the last. */
export function inputOf(
  rounds: readonly Snapshot[],
  overrides: Partial<FinalityInput> = {},
  policy: FinalityPolicy = DEFAULT_FINALITY_POLICY,
): FinalityInput {
  const snapshot = rounds.at(-1) ?? SETTLED;
  const point = pointOf(snapshot, policy);
  const points: readonly TrajectoryPoint[] = rounds.map((round) => pointOf(round, policy));
  const confirmations = [point.score, point.score, point.score];
  return {
    snapshot,
    point,
    reading: readTrajectory(points, confirmations, policy),
    points: points.length,
    looks: points.length + confirmations.length,
    idle: NOT_IDLE,
    highImpactReviewsOpen: 0,
    approvals: [],
    binding: BINDING,
    ...overrides,
  };
}

/** Every dimension at `level`, so that the score is `level` too. */
export function levelled(level: number): Snapshot {
  return {
    ...SETTLED,
    claims: { count: 3, mean_confidence: level * 0.85, min_confidence: level * 0.85 },
    contradictions: { total: 1, unresolved: level < 1 ? 1 : 0, total_mass: 1, unresolved_mass: 1 - level },
    goals: { total: 1, resolved: level },
    risks: { critical: 0, score: 1 - level },
  };
}

export const OTHER_DIGEST = sha256Hex("another policy");
