import { digestOf, type Condition, type GovernancePolicy, type Rule } from "@synod/core";
import { z } from "zod";
import { parseYaml } from "./parse-yaml.ts";

const scalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const listSchema = z.array(scalarSchema).min(1).max(1_000);

const SCALAR_OPERATORS = ["eq", "not_eq", "lt", "lte", "gt", "gte"] as const;
const LIST_OPERATORS = ["in", "not_in"] as const;

const conditionSchema = z
  .strictObject({
    path: z.string().regex(/^[a-z_]+(\.[a-z_]+){0,7}$/),
    eq: scalarSchema.optional(),
    not_eq: scalarSchema.optional(),
    lt: z.number().optional(),
    lte: z.number().optional(),
    gt: z.number().optional(),
    gte: z.number().optional(),
    in: listSchema.optional(),
    not_in: listSchema.optional(),
  })
  .transform((raw, context): Condition => {
    const found: Condition[] = [];
    for (const operator of [...SCALAR_OPERATORS, ...LIST_OPERATORS]) {
      const operand = raw[operator];
      if (operand !== undefined) found.push({ path: raw.path, operator, operand });
    }
    const only = found[0];
    if (only !== undefined && found.length === 1) return only;
    context.addIssue({ code: "custom", message: "needs exactly one operator" });
    return z.NEVER;
  });

const ruleSchema: z.ZodType<Rule> = z.strictObject({
  name: z.string().min(1).max(100),
  effect: z.enum(["allow", "deny", "hold"]),
  reason: z.string().min(1).max(500),
  when: z.array(conditionSchema).max(50).default([]),
});

const policySchema = z.strictObject({
  version: z.int().min(1),
  mode: z.enum(["autonomous", "supervised", "rules-only"]),
  sets: z
    .array(z.strictObject({ name: z.string().min(1).max(100), rules: z.array(ruleSchema).max(500) }))
    .min(1)
    .max(50),
});

/** Parses a governance policy. Throws SYN_POLICY_INVALID with the line of the first error. */
export function parseGovernancePolicy(text: string): GovernancePolicy {
  const policy = parseYaml(text, policySchema, "SYN_POLICY_INVALID");
  return { ...policy, digest: digestOf(policy) };
}
