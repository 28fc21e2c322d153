import { DEFAULT_FINALITY_POLICY, type FinalityThresholds } from "../finality/policy.ts";
import type { TrajectoryReading } from "../finality/types.ts";
import { pointOf } from "./score.ts";
import { readTrajectory } from "./trajectory.ts";
import type { DimensionName, Snapshot } from "./types.ts";

/** One round as it is given to `synod convergence analyze`. All in [0, 1] but for the masses, which are ≥ 0. */
export interface GivenSnapshot {
  readonly mean_confidence: number;
  /** At most `total_mass`. */
  readonly unresolved_mass: number;
  readonly total_mass: number;
  readonly goal_completion: number;
  readonly risk_score: number;
}

/** Rounds, oldest first. */
export interface GivenTrajectory {
  readonly snapshots: readonly GivenSnapshot[];
}

/** Null where undefined. */
export interface TrajectoryAnalysis extends Omit<TrajectoryReading, "trend"> {
  readonly points: readonly { readonly score: number; readonly v: number }[];
  /** Of the last point. */
  readonly bottleneck: DimensionName | null;
}

/** Scores and reads a trajectory of snapshots; one claim and one goal are assumed. Full precision. */
export function analyzeTrajectory(
  { snapshots }: GivenTrajectory,
  policy: FinalityThresholds = DEFAULT_FINALITY_POLICY,
): TrajectoryAnalysis {
  const points = snapshots.map((given) => pointOf(assumed(given), policy));
  const { trend: _trend, ...reading } = readTrajectory(points, [], policy);
  return {
    points: points.map(({ score, v }) => ({ score, v })),
    ...reading,
    bottleneck: points.at(-1)?.bottleneck ?? null,
  };
}

function assumed(given: GivenSnapshot): Snapshot {
  const { mean_confidence, unresolved_mass, total_mass, goal_completion, risk_score } = given;
  return {
    claims: { count: 1, mean_confidence, min_confidence: mean_confidence },
    contradictions: { total: 0, unresolved: 0, total_mass, unresolved_mass },
    goals: { total: 1, resolved: goal_completion },
    risks: { critical: 0, score: risk_score },
    evidence: { coverage: 1, stale: 0 },
    critical_assessments: 0,
  };
}
