import { CONDITION_METRICS, type ConditionMetric, type ResolvedCondition } from "@synod/core";
import { z } from "zod";

/** `{ metric: goals, at_least: 0.9 }`, with one bound and perhaps `human_only`. */
export const conditionSchema = z
  .strictObject({
    metric: z.enum(CONDITION_METRICS),
    at_least: z.number().min(0).optional(),
    at_most: z.number().min(0).optional(),
    below: z.number().min(0).optional(),
    human_only: z.boolean().default(false),
  })
  .transform(({ metric, human_only, ...bounds }, context): ResolvedCondition => {
    const given = OPERATORS.flatMap((operator) => {
      const bound = bounds[operator];
      return bound === undefined ? [] : [{ operator, bound }];
    });
    const [only] = given;
    if (only === undefined || given.length > 1) {
      context.addIssue({ code: "custom", message: `needs exactly one of ${OPERATORS.join(", ")}` });
      return z.NEVER;
    }
    if (PARTS.has(metric) && only.bound > 1) {
      context.addIssue({ code: "custom", path: [only.operator], message: `${metric} is never above 1` });
    }
    return { metric, ...only, human_only };
  });

/** A condition as it would be written. */
export function writtenCondition({
  metric,
  operator,
  bound,
  human_only,
}: ResolvedCondition): Record<string, unknown> {
  return { metric, [operator]: bound, human_only };
}

const OPERATORS = [
  "at_least",
  "at_most",
  "below",
] as const satisfies readonly ResolvedCondition["operator"][];

/** Metrics in [0, 1]; the others are counts. */
const PARTS: ReadonlySet<ConditionMetric> = new Set([
  "minimum_confidence",
  "mean_confidence",
  "goals",
  "risk",
]);
