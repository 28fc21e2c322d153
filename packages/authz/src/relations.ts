import type { Action, RoleName, Transition } from "@synod/core";

/** What a proposal can ask for, as a relation to the scope's state sees it. */
export type ActionKind = Action["kind"] | Transition;

/**
 * Which relation to `state:<tenant>/<scope>` a proposal of each kind needs. An action without a line
 * does not compile; docs/authorization.md is generated from this table.
 */
export const RELATION_OF_ACTION = {
  extract: "propose_extraction",
  assess: "propose_assessment",
  mark_extracted: "propose_mark_extracted",
  mark_drift_checked: "propose_mark_drift_checked",
  begin_cycle: "propose_begin_cycle",
  freeze: "propose_freeze",
  unfreeze: "propose_unfreeze",
} as const satisfies Readonly<Record<ActionKind, string>>;

/** Least privilege: what each role may propose in every scope. Freezing and unfreezing is for owners. */
export const ACTIONS_OF_ROLE = {
  facts: ["extract", "mark_extracted"],
  drift: ["mark_drift_checked"],
  planner: ["begin_cycle"],
  status: ["assess"],
} as const satisfies Readonly<Record<RoleName, readonly ActionKind[]>>;
