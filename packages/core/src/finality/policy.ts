import { TRAJECTORY_DEFAULTS, type TrajectoryParameters } from "../convergence/parameters.ts";
import type { DimensionName } from "../convergence/types.ts";
import { digestOf } from "../crypto/digest.ts";
import type { Digest } from "../ids.ts";

/** Thresholds of a verdict: versioned, hashed, recorded with each. Scores are in [0, 1], times in ms. */
export interface FinalityPolicy extends FinalityThresholds {
  /** SHA-256 of the canonical JSON of the thresholds. */
  readonly digest: Digest;
}

/** `_min` and `_max` are inclusive bounds, `_below` and `_above` exclusive ones. */
export interface FinalityThresholds {
  readonly version: number;
  /** Sum 1. */
  readonly weights: Readonly<Record<DimensionName, number>>;
  readonly targets: Readonly<Record<DimensionName, number>>;
  /** Mean confidence that counts as full. */
  readonly full_confidence: number;
  readonly resolved: {
    readonly score_min: number;
    /** People who must have approved for a verdict by a person. */
    readonly approvals_min: number;
    /** All must hold. */
    readonly conditions: readonly ResolvedCondition[];
  };
  readonly review: { readonly score_min: number };
  readonly escalated: {
    readonly rate_below: number;
    readonly points_min: number;
    readonly risk_min: number;
    readonly unresolved_min: number;
    readonly critical_assessments_min: number;
    readonly idle_cycles_min: number;
  };
  readonly blocked: { readonly idle_cycles_min: number; readonly unchanged_ms_min: number };
  readonly expired: { readonly inactive_ms_min: number };
  readonly trajectory: TrajectoryParameters;
  /** Gate D; 0 is off. */
  readonly quiescence: { readonly idle_cycles_min: number; readonly idle_ms_min: number };
}

/** A number of the snapshot, and the bound it must keep. */
export interface ResolvedCondition {
  readonly metric: ConditionMetric;
  readonly operator: "at_least" | "at_most" | "below";
  readonly bound: number;
  /** Only a person can make it hold: if it alone fails, a person is asked. */
  readonly human_only: boolean;
}

/** `approvals`: people whose approval is bound to exactly this evidence. */
export const CONDITION_METRICS = [
  "minimum_confidence",
  "mean_confidence",
  "unresolved_contradictions",
  "critical_risks",
  "goals",
  "risk",
  "critical_assessments",
  "approvals",
] as const;

export type ConditionMetric = (typeof CONDITION_METRICS)[number];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The published thresholds. Source: design, convergence. */
export const FINALITY_DEFAULTS: FinalityThresholds = {
  version: 1,
  weights: {
    claim_confidence: 0.3,
    contradiction_resolution: 0.3,
    goal_completion: 0.25,
    risk_score_inverse: 0.15,
  },
  targets: { claim_confidence: 1, contradiction_resolution: 1, goal_completion: 1, risk_score_inverse: 1 },
  full_confidence: 0.85,
  resolved: {
    score_min: 0.92,
    approvals_min: 1,
    conditions: [
      { metric: "minimum_confidence", operator: "at_least", bound: 0.85, human_only: false },
      { metric: "unresolved_contradictions", operator: "at_most", bound: 0, human_only: false },
      { metric: "critical_risks", operator: "at_most", bound: 0, human_only: false },
      { metric: "goals", operator: "at_least", bound: 0.9, human_only: false },
      { metric: "risk", operator: "below", bound: 0.2, human_only: false },
    ],
  },
  review: { score_min: 0.4 },
  escalated: {
    rate_below: -0.05,
    points_min: 3,
    risk_min: 0.75,
    unresolved_min: 3,
    critical_assessments_min: 2,
    idle_cycles_min: 10,
  },
  blocked: { idle_cycles_min: 5, unchanged_ms_min: 5 * MINUTE_MS },
  expired: { inactive_ms_min: 30 * DAY_MS },
  trajectory: TRAJECTORY_DEFAULTS,
  quiescence: { idle_cycles_min: 0, idle_ms_min: 0 },
};

/** Thresholds with their digest. */
export function finalityPolicy(thresholds: FinalityThresholds): FinalityPolicy {
  return { ...thresholds, digest: digestOf(thresholds) };
}

export const DEFAULT_FINALITY_POLICY: FinalityPolicy = finalityPolicy(FINALITY_DEFAULTS);
