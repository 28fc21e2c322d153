/**
 * Everything the formulas read, taken from the graph as of one log position. All of it follows from what
 * documents say and the scope asks, but for `evidence.stale`, which depends on the day of the look; what
 * depends on the clock alone is `Idleness`.
 */
export interface Snapshot {
  /** Active claims: current and relevant (`relevantClaims`); confidences in [0, 1], 0 if there are none. */
  readonly claims: {
    readonly count: number;
    readonly mean_confidence: number;
    readonly min_confidence: number;
  };
  /** mass = Σ severity × materiality. */
  readonly contradictions: {
    readonly total: number;
    readonly unresolved: number;
    readonly total_mass: number;
    readonly unresolved_mass: number;
  };
  readonly goals: { readonly total: number; readonly resolved: number };
  /** Active critical risks, and the scope's risk score in [0, 1]. */
  readonly risks: { readonly critical: number; readonly score: number };
  /** Part of the required kinds that is present, in [0, 1]; how many of them are too old on the day. */
  readonly evidence: { readonly coverage: number; readonly stale: number };
  /** Unaddressed critical assessments. */
  readonly critical_assessments: number;
}

/** How long nothing happened: the numbers of a look that only the clock and the looks themselves move. */
export interface Idleness {
  /** Looks at the unchanged graph since the last round closed. */
  readonly cycles: number;
  readonly ms_since_change: number;
  readonly ms_since_activity: number;
}

export type DimensionName =
  | "claim_confidence"
  | "contradiction_resolution"
  | "goal_completion"
  | "risk_score_inverse";

export interface Dimension {
  /** In [0, 1]. */
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
