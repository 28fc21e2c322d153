import type { Snapshot } from "../convergence/types.ts";
import type { ConditionMetric, ResolvedCondition } from "./policy.ts";
import { shown } from "./shown.ts";
import type { ConditionResult } from "./types.ts";

/** Each RESOLVED condition of the policy with the number it was judged by. `approvals`: people who approved. */
export function conditionsOf(
  snapshot: Snapshot,
  approvals: number,
  conditions: readonly ResolvedCondition[],
): readonly ConditionResult[] {
  return conditions.map(({ metric, operator, bound, human_only }) => {
    const actual = ACTUALS[metric](snapshot, approvals);
    return {
      name: metric.replaceAll("_", " "),
      pass: HOLDS[operator](actual, bound),
      actual,
      bound,
      required: `${SIGNS[operator]} ${bound}`,
      human_only,
    };
  });
}

/** `unresolved contradictions is 2, required ≤ 0`. */
export function conditionText({ name, actual, bound, required }: ConditionResult): string {
  return `${name} is ${shown(actual, bound)}, required ${required}`;
}

const SIGNS: Readonly<Record<ResolvedCondition["operator"], string>> = {
  at_least: "≥",
  at_most: "≤",
  below: "<",
};

const HOLDS: Readonly<Record<ResolvedCondition["operator"], (actual: number, bound: number) => boolean>> = {
  at_least: (actual, bound) => actual >= bound,
  at_most: (actual, bound) => actual <= bound,
  below: (actual, bound) => actual < bound,
};

const ACTUALS: Readonly<Record<ConditionMetric, (snapshot: Snapshot, approvals: number) => number>> = {
  minimum_confidence: ({ claims }) => claims.min_confidence,
  mean_confidence: ({ claims }) => claims.mean_confidence,
  unresolved_contradictions: ({ contradictions }) => contradictions.unresolved,
  critical_risks: ({ risks }) => risks.critical,
  goals: ({ goals }) => (goals.total === 0 ? 0 : goals.resolved / goals.total),
  risk: ({ risks }) => risks.score,
  critical_assessments: ({ critical_assessments }) => critical_assessments,
  approvals: (_snapshot, approvals) => approvals,
};
