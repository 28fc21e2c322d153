import {
  DEFAULT_FINALITY_POLICY,
  digestOf,
  pointOf,
  readTrajectory,
  snapshotOf,
  verdictOf,
  type CaseConfig,
  type Graph,
  type TrajectoryPoint,
  type VerdictResult,
} from "@synod/core";

/**
 * The verdict on a case whose documents came one a round: what `synod run` would say, by the same formulas,
 * with the confirmations of the unchanged graph that follow the last document and nobody's approval.
 */
export function judge(graph: Graph, config: CaseConfig, points: readonly TrajectoryPoint[]): VerdictResult {
  const policy = DEFAULT_FINALITY_POLICY;
  const snapshot = snapshotOf(graph, config, config.as_of);
  const point = pointOf(snapshot, policy);
  const confirmations = Array.from({ length: policy.trajectory.plateau_rounds }, () => point.score);
  return verdictOf(
    {
      snapshot,
      point,
      reading: readTrajectory(points, confirmations, policy),
      points: points.length,
      looks: points.length + confirmations.length,
      idle: { cycles: confirmations.length, ms_since_change: 0, ms_since_activity: 0 },
      highImpactReviewsOpen: 0,
      approvals: [],
      binding: { knowledge_epoch: 0, last_evidence_seq: 0, policy_digest: digestOf(policy) },
    },
    policy,
  );
}

/** The point of the trajectory that the graph makes as it is. */
export function pointNow(graph: Graph, config: CaseConfig): TrajectoryPoint {
  return pointOf(snapshotOf(graph, config, config.as_of), DEFAULT_FINALITY_POLICY);
}
