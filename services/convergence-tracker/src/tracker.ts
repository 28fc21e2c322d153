import {
  ALWAYS,
  clockStands,
  evaluateCase,
  IDLE_TIMER,
  isAtRest,
  nextDocument,
  openRound,
  type EventDraft,
  type FinalityPolicy,
  type SigningKey,
} from "@synod/core";
import { NOTHING, type Handler, type Outcome, type View } from "@synod/runtime";
import { certify, type CertifiedPolicies } from "./certify.ts";
import { idleTimer } from "./idle-timer.ts";
import { proposalReview, verdictReview } from "./reviews.ts";

export interface TrackerPorts {
  readonly policy: FinalityPolicy;
  readonly certifiedPolicies: CertifiedPolicies;
  readonly signingKey: SigningKey;
}

/**
 * Opens rounds, closes them when everyone is at rest, judges the graph, asks people and certifies. Each
 * turn does what is next and no more; its own events wake it for the rest.
 */
export function createTracker(ports: TrackerPorts): Handler {
  return {
    name: "tracker",
    role: "tracker",
    activation: ALWAYS,
    // While a proposal is open nothing is at rest, whatever the cursors say.
    needsCursors: ({ openProposals }) => openProposals.size === 0,
    decide: (view) => nextStep(view, ports),
  };
}

function nextStep(view: View, ports: TrackerPorts): Outcome {
  const { state } = view;
  if (!state.provisioned) return NOTHING;
  const held = heldProposals(view);
  if (held.length > 0) return { events: held };
  if (!isAtRest(state, view.cursors)) return NOTHING;
  if (openRound(state) !== null) return closeRound(view, ports.policy);
  const document = nextDocument(state);
  if (document === "unread") return NOTHING;
  if (document !== null) {
    const data = {
      document: document.received.document,
      received_seq: document.receivedSeq,
      round: state.rounds.length + 1,
    };
    return {
      events: [{ type: "context.added", data, idempotencyKey: `round:${data.round}` }],
      timers: [{ key: IDLE_TIMER, due: null }],
    };
  }
  return lookAgain(view, ports);
}

/** The round's end: its point of the trajectory, and the verdict on the graph as it is now. */
function closeRound({ state, now }: View, policy: FinalityPolicy): Outcome {
  const round = openRound(state);
  if (round === null) return NOTHING;
  const evaluation = evaluateCase(
    state,
    { confirmation: 0, more: nextDocument(state) !== null, now },
    policy,
  );
  const closed: EventDraft = {
    type: "round.closed",
    data: { round: round.round, document: round.document, point: evaluation.point },
    idempotencyKey: `round-closed:${round.round}`,
  };
  const key = `evaluated:${round.round}:0`;
  return {
    events: [
      closed,
      { type: "finality.evaluated", data: evaluation, idempotencyKey: key },
      ...verdictReview(state, evaluation, now),
    ],
    timers: idleTimer(state, evaluation, now),
  };
}

/** Nothing waits: confirm the unchanged graph, certify what is final, or watch for silence. */
function lookAgain(view: View, ports: TrackerPorts): Outcome {
  const { state } = view;
  const current = state.evaluation;
  // No document could be read, or the owner edited what is asked.
  if (current === null) return state.documents.size > 0 ? evaluateAgain(view, ports, 0) : NOTHING;
  const confirmed = state.confirmations.length;
  const { plateau_rounds } = ports.policy.trajectory;
  if (
    state.rounds.length > 0 &&
    confirmed < plateau_rounds &&
    (clockStands(state) || state.idleCycles > confirmed)
  ) {
    return evaluateAgain(view, ports, confirmed + 1);
  }
  if (current.evaluation.final && current.evaluation.verdict === "RESOLVED")
    return certify(view, current, ports);
  return state.idleCycles > current.evaluation.idle.cycles ? watchSilence(view, ports) : NOTHING;
}

function evaluateAgain({ state, now }: View, { policy }: TrackerPorts, confirmation: number): Outcome {
  const evaluation = evaluateCase(state, { confirmation, more: false, now }, policy);
  const idempotencyKey = `evaluated:${state.rounds.length}:${confirmation}:${state.head?.seq ?? 0}`;
  return {
    events: [
      { type: "finality.evaluated", data: evaluation, idempotencyKey },
      ...verdictReview(state, evaluation, now),
    ],
    timers: idleTimer(state, evaluation, now),
  };
}

/** Beyond the confirmations only a changed verdict is worth an event; the timer goes on. */
function watchSilence(view: View, ports: TrackerPorts): Outcome {
  const { state, now } = view;
  const look = { confirmation: ports.policy.trajectory.plateau_rounds, more: false, now };
  const evaluation = evaluateCase(state, look, ports.policy);
  if (evaluation.verdict !== state.evaluation?.evaluation.verdict) {
    return evaluateAgain(view, ports, look.confirmation);
  }
  return { events: [], timers: idleTimer(state, evaluation, now) };
}

/** A proposal that policy holds is asked about once. */
function heldProposals({ state, now }: View): EventDraft[] {
  return [...state.proposals.values()]
    .filter(({ status }) => status === "held")
    .flatMap((entry) => proposalReview(state, entry, now));
}
