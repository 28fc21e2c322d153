import { digestOf, type FinalityPolicy, type FinalityThresholds } from "@synod/core";
import { z } from "zod";
import { parseYaml } from "./parse-yaml.ts";

const part = z.number().min(0).max(1);
const count = z.int().min(0).max(1_000_000);
const milliseconds = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const perDimension = z.strictObject({
  claim_confidence: part,
  contradiction_resolution: part,
  goal_completion: part,
  risk_score_inverse: part,
});

/** Weights of one score add up to 1. */
const weightsSchema = perDimension.refine(
  (weights) => Math.abs(Object.values(weights).reduce((sum, weight) => sum + weight, 0) - 1) < 1e-9,
  { message: "the weights do not add up to 1" },
);

const policySchema: z.ZodType<FinalityThresholds> = z.strictObject({
  version: z.int().min(1),
  weights: weightsSchema,
  targets: perDimension,
  full_confidence: z.number().gt(0).max(1),
  resolved: z.strictObject({
    score_min: part,
    confidence_min: part,
    unresolved_max: count,
    critical_risks_max: count,
    goals_min: part,
    risk_below: part,
  }),
  review: z.strictObject({ score_min: part }),
  escalated: z.strictObject({
    rate_below: z.number().max(0),
    points_min: count,
    risk_min: part,
    unresolved_min: count,
    critical_assessments_min: count,
    idle_cycles_min: count,
  }),
  blocked: z.strictObject({ idle_cycles_min: count, unchanged_ms_min: milliseconds }),
  expired: z.strictObject({ inactive_ms_min: milliseconds }),
  trajectory: z.strictObject({
    monotonic_points: z.int().min(2).max(20),
    plateau_rounds: z.int().min(1).max(20),
    quality_min: part,
  }),
  quiescence: z.strictObject({ idle_cycles_min: count, idle_ms_min: milliseconds }),
});

/** Parses a finality policy. Throws SYN_POLICY_INVALID with the line of the first error. */
export function parseFinalityPolicy(text: string): FinalityPolicy {
  const thresholds = parseYaml(text, policySchema, "SYN_POLICY_INVALID");
  return { ...thresholds, digest: digestOf(thresholds) };
}
