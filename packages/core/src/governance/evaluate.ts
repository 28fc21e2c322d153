import type { Condition, GovernancePolicy, Rule, RuleSet, Scalar } from "./policy.ts";
import type { Effect, EngineAnswer, PolicyInput } from "./types.ts";

/** What the policy says, with every set's answer. No applicable rule anywhere is a denial. */
export interface PolicyAnswer {
  readonly effect: Effect;
  readonly reason: string;
  readonly answers: readonly EngineAnswer[];
}

const STRICTNESS: Readonly<Record<Effect, number>> = { allow: 0, hold: 1, deny: 2 };

/** Evaluates every set (first applicable) and combines them (deny over hold over allow). Pure. */
export function evaluatePolicy(policy: GovernancePolicy, input: PolicyInput): PolicyAnswer {
  const decided = policy.sets.map((set) => ({ set, rule: firstApplicable(set, input) }));
  const answers = decided.map(({ set, rule }): EngineAnswer => ({
    engine: "yaml",
    set: set.name,
    rule: rule?.name ?? null,
    effect: rule?.effect ?? null,
  }));
  let strictest: Rule | null = null;
  for (const { rule } of decided) {
    if (rule === null) continue;
    if (strictest === null || STRICTNESS[rule.effect] > STRICTNESS[strictest.effect]) strictest = rule;
  }
  if (strictest === null) return { effect: "deny", reason: "no rule allows it", answers };
  return { effect: strictest.effect, reason: strictest.reason, answers };
}

function firstApplicable(set: RuleSet, input: PolicyInput): Rule | null {
  return set.rules.find((rule) => rule.when.every((condition) => holds(condition, input))) ?? null;
}

/** A path that leads nowhere is null; comparisons of size hold between two numbers only. */
function holds(condition: Condition, input: PolicyInput): boolean {
  const value = valueAt(input, condition.path);
  const { operator, operand } = condition;
  switch (operator) {
    case "eq":
      return value === operand;
    case "not_eq":
      return value !== operand;
    case "in":
      return Array.isArray(operand) && operand.includes(value);
    case "not_in":
      return Array.isArray(operand) && !operand.includes(value);
    case "lt":
      return compares(value, operand, (a, b) => a < b);
    case "lte":
      return compares(value, operand, (a, b) => a <= b);
    case "gt":
      return compares(value, operand, (a, b) => a > b);
    case "gte":
      return compares(value, operand, (a, b) => a >= b);
  }
}

function compares(
  value: Scalar,
  operand: Condition["operand"],
  test: (a: number, b: number) => boolean,
): boolean {
  return typeof value === "number" && typeof operand === "number" && test(value, operand);
}

function valueAt(input: PolicyInput, path: string): Scalar {
  let value: unknown = input;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
    value = Reflect.get(value, key);
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
