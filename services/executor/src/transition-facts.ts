import type { CaseState, Proposal, TransitionFacts } from "@synod/core";

/** What the state table asks about a transition, read off the recorded state. */
export function transitionFacts(state: Readonly<CaseState>, proposal: Proposal): TransitionFacts {
  const { action } = proposal;
  return {
    allContextRead: [...state.documents.values()].every(
      ({ admittedSeq, receivedSeq, dealtSeq, dead }) =>
        admittedSeq !== receivedSeq || dealtSeq === receivedSeq || dead !== null,
    ),
    driftRecorded: action.kind === "mark_drift_checked" && action.drift.epoch === state.machine.epoch,
    hasReasonToBegin: state.rounds.length > state.machine.coveredRounds,
    personAllows: false,
    stateBeforeFreeze: state.machine.stateBeforeFreeze,
  };
}
