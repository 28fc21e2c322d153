import { FINALITY_DEFAULTS, finalityPolicy, type FinalityPolicy, type FinalityThresholds } from "@synod/core";
import { z } from "zod";
import { conditionSchema, writtenCondition } from "./finality-condition.ts";
import { overlay } from "./overlay.ts";
import { parseYaml } from "./parse-yaml.ts";

/**
 * Parses a finality policy; what it leaves out is as in `base`, but for its version. Throws SYN_POLICY_INVALID
 * with every error and its line.
 */
export function parseFinalityPolicy(
  text: string,
  base: FinalityThresholds = FINALITY_DEFAULTS,
): FinalityPolicy {
  const schema = z.preprocess((raw) => overlay(written(base), raw), policySchema);
  return finalityPolicy(parseYaml(text, schema, "SYN_POLICY_INVALID"));
}

/** The policy as it would be written: conditions in their short form. A version is never inherited, nor is a digest. */
function written({
  version: _version,
  digest: _digest,
  resolved,
  ...rest
}: MaybeDigested): Record<string, unknown> {
  return { ...rest, resolved: { ...resolved, conditions: resolved.conditions.map(writtenCondition) } };
}

type MaybeDigested = FinalityThresholds & { readonly digest?: FinalityPolicy["digest"] };

const part = z.number().min(0).max(1);
const positivePart = z.number().gt(0).max(1);
const correlation = z.number().min(-1).max(1);
const count = z.int().min(0).max(1_000_000);
const positiveCount = z.int().min(1).max(1_000_000);
const milliseconds = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const perDimension = (number: typeof part) =>
  z.strictObject({
    claim_confidence: number,
    contradiction_resolution: number,
    goal_completion: number,
    risk_score_inverse: number,
  });

/** Rounding that a sum of decimal weights may show. */
const SUM_TOLERANCE = 1e-9;

const weightsSchema = perDimension(part).refine(
  (weights) => Math.abs(Object.values(weights).reduce((sum, weight) => sum + weight, 0) - 1) < SUM_TOLERANCE,
  { message: "the weights do not add up to 1" },
);

const trajectorySchema = z.strictObject({
  window_points: z.int().min(2).max(1000),
  score_noise: part,
  monotonic_points: z.int().min(2).max(20),
  plateau_rounds: z.int().min(1).max(20),
  quality_min: part,
  rate: z.strictObject({ pairs: z.int().min(1).max(1000), ratio_min: positivePart, v_above: part }),
  eta: z.strictObject({
    v_settled: positivePart,
    rate_above: z.number().min(0).max(100),
    rounds_max: positiveCount,
  }),
  progress: z.strictObject({ gap_min: positivePart, smoothing: positivePart, none_below: part }),
  oscillation: z.strictObject({
    window_points: z.int().min(2).max(1000),
    changes_min: positiveCount,
    lag1_below: correlation,
    lag1_points_min: z.int().min(3).max(1000),
    squares_min: positivePart,
  }),
  quality: z.strictObject({
    points_min: positiveCount,
    change_cost: part,
    changes_max: count,
    oscillating_max: part,
    fall: part,
    fallen_max: part,
  }),
});

const policySchema = z
  .strictObject({
    version: positiveCount,
    weights: weightsSchema,
    targets: perDimension(positivePart),
    full_confidence: positivePart,
    resolved: z.strictObject({
      score_min: part,
      approvals_min: z.int().min(1).max(100),
      conditions: z.array(conditionSchema).max(50),
    }),
    review: z.strictObject({ score_min: part }),
    escalated: z.strictObject({
      rate_below: z.number().min(-100).max(0),
      points_min: positiveCount,
      risk_min: part,
      unresolved_min: positiveCount,
      critical_assessments_min: positiveCount,
      idle_cycles_min: positiveCount,
    }),
    blocked: z.strictObject({ idle_cycles_min: count, unchanged_ms_min: milliseconds }),
    expired: z.strictObject({ inactive_ms_min: milliseconds.min(1) }),
    trajectory: trajectorySchema,
    quiescence: z.strictObject({ idle_cycles_min: count, idle_ms_min: milliseconds }),
  })
  .refine(({ review, resolved }) => review.score_min <= resolved.score_min, {
    path: ["review", "score_min"],
    message: "is above the score that RESOLVED needs",
  });
