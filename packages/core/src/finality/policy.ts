import type { DimensionName } from "../convergence/types.ts";
import type { Digest } from "../ids.ts";

/** Thresholds of a verdict: versioned, hashed, recorded with each. Scores are in [0, 1], times in ms. */
export interface FinalityPolicy extends FinalityThresholds {
  /** SHA-256 of the canonical JSON of the thresholds. */
  readonly digest: Digest;
}

export interface FinalityThresholds {
  readonly version: number;
  readonly weights: Readonly<Record<DimensionName, number>>;
  readonly targets: Readonly<Record<DimensionName, number>>;
  /** Mean confidence that counts as full. */
  readonly full_confidence: number;
  readonly resolved: {
    readonly score_min: number;
    readonly confidence_min: number;
    readonly unresolved_max: number;
    readonly critical_risks_max: number;
    readonly goals_min: number;
    /** Exclusive. */
    readonly risk_below: number;
  };
  readonly review: { readonly score_min: number };
  readonly escalated: {
    /** Exclusive. */
    readonly rate_below: number;
    readonly points_min: number;
    readonly risk_min: number;
    readonly unresolved_min: number;
    readonly critical_assessments_min: number;
    readonly idle_cycles_min: number;
  };
  readonly blocked: { readonly idle_cycles_min: number; readonly unchanged_ms_min: number };
  readonly expired: { readonly inactive_ms_min: number };
  readonly trajectory: {
    /** β: points that a monotonic trajectory has at least. */
    readonly monotonic_points: number;
    /** τ: rounds of a plateau, and confirmations of an unchanged graph at most. */
    readonly plateau_rounds: number;
    /** Gate C. */
    readonly quality_min: number;
  };
  /** Gate D; 0 is off. */
  readonly quiescence: { readonly idle_cycles_min: number; readonly idle_ms_min: number };
}
