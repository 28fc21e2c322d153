import { isBelow } from "../convergence/step.ts";
import { countApprovals, type ApprovalCount } from "./approval.ts";
import { conditionsOf, conditionText } from "./conditions.ts";
import { gatesOf } from "./gates.ts";
import type { FinalityThresholds } from "./policy.ts";
import { counted, duration, shown } from "./shown.ts";
import type { FinalityInput, Verdict, VerdictResult } from "./types.ts";

/**
 * The first verdict that holds: RESOLVED by a person, RESOLVED, EXPIRED, BLOCKED, ESCALATED, REVIEW, ACTIVE.
 * Pure; every gate and condition is in the result with its numbers. Source: design, convergence, "Verdict".
 */
export function verdictOf(input: FinalityInput, policy: FinalityThresholds): VerdictResult {
  const approvals = countApprovals(input.approvals, input.binding);
  const findings: Findings = {
    gates: gatesOf(input, policy),
    conditions: conditionsOf(input.snapshot, approvals.people.length, policy.resolved.conditions),
  };
  for (const rule of RULES) {
    const reason = rule.reason(input, policy, findings, approvals);
    if (reason !== null) return { verdict: rule.verdict, reason, ...findings };
  }
  return { verdict: "ACTIVE", reason: active(input, policy, findings, approvals), ...findings };
}

type Findings = Pick<VerdictResult, "gates" | "conditions">;

interface VerdictRule {
  readonly verdict: Exclude<Verdict, "ACTIVE">;
  /** Why it holds, or null. */
  readonly reason: (
    input: FinalityInput,
    policy: FinalityThresholds,
    findings: Findings,
    approvals: ApprovalCount,
  ) => string | null;
}

/** In the order in which they are tried. */
const RULES: readonly VerdictRule[] = [
  { verdict: "RESOLVED", reason: approved },
  { verdict: "RESOLVED", reason: resolved },
  { verdict: "EXPIRED", reason: expired },
  { verdict: "BLOCKED", reason: blocked },
  { verdict: "ESCALATED", reason: escalated },
  { verdict: "REVIEW", reason: stalled },
  { verdict: "REVIEW", reason: awaitsPerson },
];

function approved(
  _input: FinalityInput,
  policy: FinalityThresholds,
  _findings: Findings,
  { people }: ApprovalCount,
): string | null {
  if (people.length < policy.resolved.approvals_min) return null;
  return `approved by ${people.join(", ")} on exactly this evidence`;
}

function resolved(input: FinalityInput, policy: FinalityThresholds, findings: Findings): string | null {
  if (obstacles(input, policy, findings).length > 0) return null;
  return `score ${shown(input.point.score)}, every condition and every gate holds`;
}

function expired(
  { idle }: FinalityInput,
  { expired: { inactive_ms_min } }: FinalityThresholds,
): string | null {
  return idle.ms_since_activity < inactive_ms_min
    ? null
    : `no activity for ${duration(idle.ms_since_activity)}`;
}

function blocked({ idle, snapshot }: FinalityInput, { blocked: bounds }: FinalityThresholds): string | null {
  if (idle.cycles < bounds.idle_cycles_min || idle.ms_since_change < bounds.unchanged_ms_min) return null;
  const contradictions = snapshot.contradictions.unresolved;
  const goals = snapshot.goals.total - snapshot.goals.resolved;
  if (contradictions === 0 && goals <= 0) return null;
  const open = [
    ...(contradictions > 0 ? [counted(contradictions, "contradiction")] : []),
    ...(goals > 0 ? [counted(goals, "goal")] : []),
  ];
  return `${open.join(" and ")} unresolved, no change for ${duration(idle.ms_since_change)} and ${counted(idle.cycles, "idle cycle")}`;
}

function escalated(input: FinalityInput, { escalated: bounds }: FinalityThresholds): string | null {
  const { reading, points, idle } = input;
  const { risks, contradictions, critical_assessments: assessments } = input.snapshot;
  const causes: readonly (readonly [boolean, string])[] = [
    [
      points >= bounds.points_min && reading.rate < bounds.rate_below,
      `the case diverges: rate ${shown(reading.rate, bounds.rate_below)} over ${points} rounds, bound ${bounds.rate_below}`,
    ],
    [risks.score >= bounds.risk_min, `risk ${shown(risks.score, bounds.risk_min)}, bound ${bounds.risk_min}`],
    [
      contradictions.unresolved >= bounds.unresolved_min,
      `${counted(contradictions.unresolved, "contradiction")} unresolved`,
    ],
    [
      assessments >= bounds.critical_assessments_min,
      `${counted(assessments, "critical assessment")} unaddressed`,
    ],
    [idle.cycles >= bounds.idle_cycles_min, counted(idle.cycles, "idle cycle")],
  ];
  const holding = causes.flatMap(([holds, text]) => (holds ? [text] : []));
  return holding.length === 0 ? null : holding.join("; ");
}

function stalled(
  { point, reading }: FinalityInput,
  { review, resolved: { score_min } }: FinalityThresholds,
): string | null {
  if (isBelow(point.score, review.score_min) || !isBelow(point.score, score_min) || !reading.plateau)
    return null;
  return `score ${shown(point.score, score_min)}, and no progress in the last ${counted(reading.plateau_rounds, "look")}; most is missing in ${point.bottleneck.replaceAll("_", " ")}`;
}

function awaitsPerson(
  { point }: FinalityInput,
  { review }: FinalityThresholds,
  { conditions }: Findings,
): string | null {
  const failed = conditions.filter(({ pass }) => !pass);
  if (
    isBelow(point.score, review.score_min) ||
    failed.length === 0 ||
    failed.some(({ human_only }) => !human_only)
  )
    return null;
  return `only a person can settle what is left: ${failed.map(conditionText).join("; ")}`;
}

function active(
  input: FinalityInput,
  policy: FinalityThresholds,
  findings: Findings,
  { refused }: ApprovalCount,
): string {
  const voided = refused.map(({ by, reason }) => `${by} ${reason}`);
  return [...voided, ...obstacles(input, policy, findings)].join("; ");
}

/** All that keeps the case from being RESOLVED by the formulas. */
function obstacles(
  { point }: FinalityInput,
  { resolved: { score_min } }: FinalityThresholds,
  { gates, conditions }: Findings,
): string[] {
  return [
    ...(isBelow(point.score, score_min)
      ? [`score is ${shown(point.score, score_min)}, required ≥ ${score_min}`]
      : []),
    ...conditions.filter(({ pass }) => !pass).map(conditionText),
    ...Object.entries(gates).flatMap(([name, gate]) => (gate.pass ? [] : [`gate ${name}: ${gate.reason}`])),
  ];
}
