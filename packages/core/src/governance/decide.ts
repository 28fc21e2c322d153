import { digestOf } from "../crypto/digest.ts";
import type { CaseProposal, CaseState } from "../case/state.ts";
import type { Action } from "../log/catalog.ts";
import type { Digest } from "../ids.ts";
import type { GovernancePolicy } from "./policy.ts";
import { evaluatePolicy } from "./evaluate.ts";
import type { Decision, Effect, PolicyInput } from "./types.ts";

/** The authorizer's answer to one check, with what was asked. */
export interface Authorization {
  readonly user: string;
  readonly relation: string;
  readonly object: string;
  readonly allowed: boolean;
  readonly model_digest: Digest;
}

/**
 * Answers one proposal: well-formed, fresh, authorized, admissible, mode; the first that fails decides.
 * Pure: the same state, policy and authorization give the same record byte for byte.
 */
export function decideProposal(
  state: Readonly<CaseState>,
  entry: CaseProposal,
  authorization: Authorization,
  policy: GovernancePolicy,
): Decision {
  const { proposal } = entry;
  const input = policyInput(state, entry, policy);
  const path: string[] = ["well-formed"];
  const conclude = (
    effect: Effect,
    code: string,
    reason: string,
    answers: Decision["answers"] = [],
  ): Decision => {
    const record = {
      effect,
      code,
      reason,
      input,
      authorization: path.includes("authorized") ? authorization : null,
      answers,
      path,
      policy_digest: policy.digest,
    };
    return { ...record, digest: digestOf(record) };
  };

  const fault = malformation(entry);
  if (fault !== null) return conclude("deny", "malformed", fault);
  path.push("fresh");
  const fresh = !isTransition(proposal.action) || proposal.expected_epoch === state.machine.epoch;
  if (!fresh) {
    return conclude(
      "deny",
      "stale",
      `made for epoch ${proposal.expected_epoch}, the scope is at ${state.machine.epoch}`,
    );
  }
  path.push("authorized");
  if (!authorization.allowed) {
    return conclude(
      "deny",
      "unauthorized",
      `${authorization.user} is not ${authorization.relation} of ${authorization.object}`,
    );
  }
  path.push("admissible");
  const answer = evaluatePolicy(policy, input);
  if (answer.effect !== "allow") return conclude(answer.effect, "policy", answer.reason, answer.answers);
  path.push("mode");
  if (policy.mode === "supervised")
    return conclude("hold", "supervised", "a person decides in this mode", answer.answers);
  return conclude("allow", "approved", answer.reason, answer.answers);
}

/** What is wrong with a proposal as such, or null. Of an erased extraction only its digest is left. */
function malformation({ proposal: { action, digest }, extraction }: CaseProposal): string | null {
  if (digestOf(action) !== digest) return "its digest is that of another action";
  if (action.kind !== "extract" || extraction === null) return null;
  if (digestOf(extraction) !== action.extraction_digest || extraction.document !== action.document)
    return "what is sealed beside it is not the extraction that it names";
  const counted =
    extraction.statements.length === action.statements && extraction.risks.length === action.risks;
  return counted ? null : "it counts other statements and risks than its extraction has";
}

/** Knowledge commutes and is rebased; everything else is decided on the whole picture. */
export function isTransition(action: Action): boolean {
  return action.kind !== "extract" && action.kind !== "assess";
}

function policyInput(
  state: Readonly<CaseState>,
  { proposal }: CaseProposal,
  policy: GovernancePolicy,
): PolicyInput {
  const { action } = proposal;
  return {
    proposal: {
      id: proposal.proposal,
      role: proposal.role,
      action: action.kind,
      digest: proposal.digest,
      expected_epoch: proposal.expected_epoch,
      provenance: proposal.provenance,
    },
    agent: { id: `role:${proposal.role}` },
    scope: {
      tenant: state.tenant,
      id: state.scope,
      state: state.machine.state,
      epoch: state.machine.epoch,
      mode: policy.mode,
    },
    drift: action.kind === "mark_drift_checked" ? { level: action.drift.level } : null,
    evidence: action.kind === "extract" ? { statements: action.statements, risks: action.risks } : null,
  };
}
