import type { Digest } from "../ids.ts";
import type { Effect, PolicyMode } from "./types.ts";

/** A versioned governance policy. Sets combine by deny-overrides; in a set the first applicable rule decides. */
export interface GovernancePolicy {
  readonly version: number;
  readonly mode: PolicyMode;
  readonly sets: readonly RuleSet[];
  /** SHA-256 of the canonical JSON of the above. */
  readonly digest: Digest;
}

export interface RuleSet {
  readonly name: string;
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly name: string;
  readonly effect: Effect;
  readonly reason: string;
  /** All must hold; none: always applies. */
  readonly when: readonly Condition[];
}

/** A test of one value of the policy input, named by its path (`proposal.action`). */
export interface Condition {
  readonly path: string;
  readonly operator: "eq" | "not_eq" | "in" | "not_in" | "lt" | "lte" | "gt" | "gte";
  readonly operand: Scalar | readonly Scalar[];
}

export type Scalar = string | number | boolean | null;
