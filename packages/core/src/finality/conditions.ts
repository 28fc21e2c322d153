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
    const actual = metricOf(metric, snapshot, approvals);
    return {
      name: metric.replaceAll("_", " "),
      pass: holds(operator, actual, bound),
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

const SIGNS: Readonly<Record<ResolvedCondition["operator"], string>> = { at_least: "≥", at_most: "≤", below: "<" };

function holds(operator: ResolvedCondition["operator"], actual: number, bound: number): boolean {
  switch (operator) {
    case "at_least":
      return actual >= bound;
    case "at_most":
      return actual <= bound;
    case "below":
      return actual < bound;
    default:
      return operator satisfies never;
  }
}

function metricOf(metric: ConditionMetric, snapshot: Snapshot, approvals: number): number {
  const { claims, contradictions, goals, risks } = snapshot;
  switch (metric) {
    case "minimum_confidence":
      return claims.min_confidence;
    case "mean_confidence":
      return claims.mean_confidence;
    case "unresolved_contradictions":
      return contradictions.unresolved;
    case "critical_risks":
      return risks.critical;
    case "goals":
      return goals.total === 0 ? 0 : goals.resolved / goals.total;
    case "risk":
      return risks.score;
    case "critical_assessments":
      return snapshot.critical_assessments;
    case "approvals":
      return approvals;
    default:
      return metric satisfies never;
  }
}
