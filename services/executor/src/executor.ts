import {
  ALWAYS,
  applyExtraction,
  applyTransition,
  assess,
  toSynodError,
  type Action,
  type CaseProposal,
  type CaseState,
  type EventDraft,
  type ProposalId,
  type Transition,
} from "@synod/core";
import { NOTHING, type Handler } from "@synod/runtime";
import { transitionFacts } from "./transition-facts.ts";

/**
 * Applies approved proposals, each once and on the state as it is: knowledge is rebased, a
 * transition that was overtaken is superseded. The only writer of shared knowledge.
 */
export const executor: Handler = {
  name: "executor",
  role: "executor",
  activation: ALWAYS,
  // The change of one proposal is computed on the graph that the one before it left.
  batchMax: 1,
  decide({ state, events }) {
    const event = events[0];
    if (event?.type !== "proposal.approved") return NOTHING;
    const entry = state.proposals.get(event.data.proposal);
    if (entry?.status !== "approved") return NOTHING;
    const { proposal } = entry.proposal;
    const effect = (draft: EventDraft): EventDraft => ({
      ...draft,
      causedBy: event.id,
      idempotencyKey: `applied:${proposal}`,
    });
    try {
      return { events: [effect(apply(state, entry))] };
    } catch (thrown) {
      const { code, detail } = toSynodError(thrown);
      if (code !== "SYN_CONTRADICTIONS_LIMIT") throw thrown;
      // The proposal has an end all the same, so that its round has one.
      return {
        events: [effect(superseded(proposal, detail))],
        deadLetters: [{ event, code, cause: detail }],
      };
    }
  },
};

function apply(state: Readonly<CaseState>, entry: CaseProposal): EventDraft {
  const { proposal } = entry;
  const { action } = proposal;
  switch (action.kind) {
    case "extract":
      return applyExtract(state, entry, action);
    case "assess":
      return {
        type: "knowledge.changed",
        data: { kind: "assessment", proposal: proposal.proposal, assessment: assess(state) },
      };
    case "mark_extracted":
    case "mark_drift_checked":
    case "begin_cycle":
      return applyMove(state, entry, action.kind);
    default:
      return action satisfies never;
  }
}

function applyExtract(
  state: Readonly<CaseState>,
  { proposal, extraction }: CaseProposal,
  action: Extract<Action, { kind: "extract" }>,
): EventDraft {
  const document = state.documents.get(action.document);
  if (document === undefined || document.receivedSeq !== action.received_seq) {
    return superseded(proposal.proposal, "the document was received anew");
  }
  if (extraction === null) return superseded(proposal.proposal, "the document's text was erased");
  const { document: id, name, kind, date, source, supersedes } = document.received;
  const change = applyExtraction(state.graph, { id, name, kind, date, source }, supersedes, extraction);
  return {
    type: "knowledge.changed",
    data: { kind: "extraction", proposal: proposal.proposal, received_seq: action.received_seq, change },
    sealed: { document: id, content: extraction },
  };
}

function applyMove(
  state: Readonly<CaseState>,
  { proposal }: CaseProposal,
  transition: Transition,
): EventDraft {
  const { machine } = state;
  if (proposal.expected_epoch !== machine.epoch) {
    return superseded(
      proposal.proposal,
      `made for epoch ${proposal.expected_epoch}, the scope is at ${machine.epoch}`,
    );
  }
  const outcome = applyTransition(machine.state, transition, transitionFacts(state, proposal));
  switch (outcome.kind) {
    case "refused":
      return superseded(proposal.proposal, outcome.reason);
    case "to":
      return {
        type: "transition.applied",
        data: {
          proposal: proposal.proposal,
          transition,
          from: machine.state,
          to: outcome.state,
          epoch: machine.epoch + 1,
        },
      };
    default:
      return outcome satisfies never;
  }
}

function superseded(proposal: ProposalId, reason: string): EventDraft {
  return { type: "proposal.superseded", data: { proposal, reason } };
}
