import {
  ALWAYS,
  decideProposal,
  type Authorization,
  type CaseProposal,
  type CaseState,
  type Decision,
  type EventDraft,
  type GovernancePolicy,
  type ProposalId,
} from "@synod/core";
import type { Authorizer } from "@synod/contracts";
import { checkOf } from "@synod/authz";
import type { Handler, View } from "@synod/runtime";

type Authorizations = ReadonlyMap<ProposalId, Authorization>;

export interface GovernorPorts {
  readonly authorizer: Authorizer;
  readonly policy: GovernancePolicy;
}

/** Answers every open proposal. An authorizer that is away defers: never an approval, never a denial. */
export function createGovernor({ authorizer, policy }: GovernorPorts): Handler<Authorizations> {
  return {
    name: "governor",
    role: "governor",
    activation: ALWAYS,
    think: (view, { signal }) => authorize(view, authorizer, signal),
    thinksFreely: true,
    decide: ({ state }, authorizations) => ({
      events: undecided(state).flatMap((entry) => {
        const authorization = authorizations.get(entry.proposal.proposal);
        if (authorization === undefined) return [];
        return [decisionEvent(entry, decideProposal(state, entry, authorization, policy))];
      }),
    }),
  };
}

async function authorize(
  { scope, state }: View,
  authorizer: Authorizer,
  signal: AbortSignal,
): Promise<Authorizations> {
  const answers = new Map<ProposalId, Authorization>();
  for (const { proposal } of undecided(state)) {
    const check = checkOf(scope, proposal);
    const allowed = await authorizer.check(check, signal);
    answers.set(proposal.proposal, { ...check, allowed, model_digest: authorizer.modelDigest });
  }
  return answers;
}

function undecided(state: Readonly<CaseState>): CaseProposal[] {
  return [...state.openProposals].flatMap((id) => {
    const entry = state.proposals.get(id);
    return entry?.status === "submitted" ? [entry] : [];
  });
}

function decisionEvent({ proposal, submittedId }: CaseProposal, decision: Decision): EventDraft {
  const common = {
    data: { proposal: proposal.proposal, decision },
    causedBy: submittedId,
    idempotencyKey: `decision:${proposal.proposal}`,
  };
  switch (decision.effect) {
    case "allow":
      return { type: "proposal.approved", ...common };
    case "deny":
      return { type: "proposal.rejected", ...common };
    case "hold":
      return { type: "proposal.held", ...common };
    default:
      return decision.effect satisfies never;
  }
}
