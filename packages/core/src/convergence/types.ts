/** Everything the formulas read, taken from the graph as of one log position. */
export interface Snapshot {
  readonly claims: { readonly count: number; readonly mean_confidence: number; readonly min_confidence: number };
  /** mass = Σ severity × materiality. */
  readonly contradictions: {
    readonly total: number;
    readonly unresolved: number;
    readonly total_mass: number;
    readonly unresolved_mass: number;
  };
  readonly goals: { readonly total: number; readonly resolved: number };
  readonly risks: { readonly critical: number; readonly score: number };
  readonly evidence: { readonly coverage: number; readonly stale: number };
  /** Unaddressed critical assessments. */
  readonly critical_assessments: number;
}

export type DimensionName = "claim_confidence" | "contradiction_resolution" | "goal_completion" | "risk_score_inverse";

export interface Dimension {
  readonly actual: number;
  readonly target: number;
  readonly weight: number;
  /** w·max(0, target − actual). */
  readonly pressure: number;
}

/** One point of the trajectory: a closed round. */
export interface TrajectoryPoint {
  /** S in [0, 1]. */
  readonly score: number;
  /** V ≥ 0. */
  readonly v: number;
  readonly dimensions: Readonly<Record<DimensionName, Dimension>>;
  readonly bottleneck: DimensionName;
}
