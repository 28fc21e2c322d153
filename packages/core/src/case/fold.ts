import { foldChange } from "../graph/fold-change.ts";
import type { DeadLetter } from "../log/catalog.ts";
import type { OpenedEvent, OpenedEventOf } from "../log/event.ts";
import { documentOf } from "./document-of.ts";
import { SynodError } from "../errors/synod-error.ts";
import type { ProposalId } from "../ids.ts";
import type { CaseDocument, CaseProposal, CaseState } from "./state.ts";

/** The tracker's timer for looking again at a graph that does not change. */
export const IDLE_TIMER = "idle";

/**
 * Adds one event to the state, in place. The whole state is this fold over the log, so every reader
 * of the same log has the same state. Throws SYN_LOG_BROKEN on a gap.
 */
export function foldEvent(state: CaseState, event: OpenedEvent): void {
  const expected = (state.head?.seq ?? 0) + 1;
  if (event.seq !== expected) {
    throw new SynodError("SYN_LOG_BROKEN", `event ${event.seq} follows ${expected - 1}`);
  }
  foldData(state, event);
  state.head = {
    seq: event.seq,
    hash: event.hash,
    epoch: state.machine.epoch,
    recordedAt: event.recorded_at,
  };
  state.createdAt ??= event.recorded_at;
  const count = state.counts.get(event.type)?.count ?? 0;
  state.counts.set(event.type, { count: count + 1, lastSeq: event.seq });
}

function foldData(state: CaseState, event: OpenedEvent): void {
  switch (event.type) {
    case "scope.configured":
      state.config = event.data.config;
      state.configDigest = event.data.config_digest;
      // What was judged was judged by other goals and evidence.
      forgetJudgement(state);
      return;
    case "scope.provisioned":
      state.provisioned = true;
      return;
    case "document.received":
      return foldReceived(state, event);
    case "document.duplicated":
      documentOf(state, event.data.document).otherNames.push(event.data.name);
      state.names.set(event.data.name, event.data.document);
      return;
    case "document.refused":
      state.refused.push({ name: event.data.name, code: event.data.code, cause: event.data.cause });
      return;
    case "document.read": {
      const document = documentOf(state, event.data.document);
      document.readSeq = event.data.received_seq;
      document.thought = event.data.thought;
      return;
    }
    case "context.added":
      documentOf(state, event.data.document).admittedSeq = event.data.received_seq;
      state.rounds.push({
        round: event.data.round,
        document: event.data.document,
        openedSeq: event.seq,
        closedSeq: null,
        point: null,
        claimsBefore: state.graph.claims.size,
        newClaims: 0,
        openContradictions: 0,
      });
      forgetJudgement(state);
      return;
    case "proposal.submitted":
      state.openProposals.add(event.data.proposal);
      state.proposals.set(event.data.proposal, {
        proposal: event.data,
        extraction: event.content,
        submittedSeq: event.seq,
        submittedId: event.id,
        approvedId: null,
        status: "submitted",
      });
      return;
    case "proposal.approved":
      state.decisions.approved += 1;
      settle(state, event.data.proposal, "approved").approvedId = event.id;
      return;
    case "proposal.rejected":
      state.decisions.rejected += 1;
      settle(state, event.data.proposal, "rejected");
      return;
    case "proposal.held":
      state.decisions.held += 1;
      settle(state, event.data.proposal, "held");
      return;
    case "proposal.superseded":
      settle(state, event.data.proposal, "superseded");
      return;
    case "knowledge.changed":
      return foldKnowledge(state, event);
    case "transition.applied":
      settle(state, event.data.proposal, "applied");
      if (event.data.to === "Frozen" && event.data.from !== "Frozen") {
        state.machine.stateBeforeFreeze = event.data.from;
      }
      if (event.data.transition === "mark_extracted") state.machine.coveredRounds = state.rounds.length;
      state.machine.state = event.data.to;
      state.machine.epoch = event.data.epoch;
      dropSettled(state);
      return;
    case "round.closed": {
      const round = state.rounds.at(-1);
      if (round === undefined || round.round !== event.data.round) {
        throw new SynodError("SYN_LOG_BROKEN", `round ${event.data.round} was closed but not opened`);
      }
      round.closedSeq = event.seq;
      round.point = event.data.point;
      round.newClaims = state.graph.claims.size - round.claimsBefore;
      round.openContradictions = [...state.graph.contradictions.values()].filter(
        ({ status }) => status === "open",
      ).length;
      return;
    }
    case "finality.evaluated":
      if (event.data.confirmation === 0) state.confirmations = [];
      else if (event.data.confirmation > state.confirmations.length) state.confirmations.push(event.data);
      state.idleCycles = Math.max(state.idleCycles, event.data.confirmation);
      state.evaluation = { evaluation: event.data, seq: event.seq, hash: event.hash };
      return;
    case "review.requested":
      state.reviews.set(event.data.review, { request: event.data, status: "open" });
      return;
    case "review.voided": {
      const review = state.reviews.get(event.data.review);
      if (review !== undefined) review.status = "void";
      return;
    }
    case "finality.certified":
      state.certificates.push({
        seq: event.seq,
        jws: event.data.jws,
        payloadDigest: event.data.payload_digest,
        evaluatedSeq: event.data.evaluated_seq,
      });
      return;
    case "delivery.dead_lettered":
      return foldDeadLetter(state, event.data);
    case "timer.fired":
      if (event.data.handler === "tracker" && event.data.key === IDLE_TIMER) state.idleCycles += 1;
      return;
  }
}

function foldReceived(state: CaseState, event: OpenedEventOf<"document.received">): void {
  const { document: id, name, supersedes } = event.data;
  const earlier = state.documents.get(id);
  const document: CaseDocument = {
    received: event.data,
    receivedSeq: event.seq,
    receivedAt: event.recorded_at,
    otherNames: otherNames(state, earlier, event.data),
    readSeq: null,
    thought: null,
    admittedSeq: null,
    dealtSeq: null,
    dead: null,
    supersededBy: null,
  };
  // Deleted first, so that the map's order is the order of the newest receipts.
  state.documents.delete(id);
  state.documents.set(id, document);
  state.names.set(name, id);
  if (supersedes !== null && supersedes !== id) {
    const old = state.documents.get(supersedes);
    if (old !== undefined) old.supersededBy = id;
  }
}

/** A document that takes an earlier name of the same bytes for its own keeps the one it had as another. */
function otherNames(
  state: CaseState,
  earlier: CaseDocument | undefined,
  { document, name }: CaseDocument["received"],
): string[] {
  if (earlier === undefined) return [];
  const before = earlier.received.name;
  const kept = before !== name && state.names.get(before) === document ? [before] : [];
  return [...earlier.otherNames.filter((other) => other !== name), ...kept];
}

function foldKnowledge(state: CaseState, event: OpenedEventOf<"knowledge.changed">): void {
  settle(state, event.data.proposal, "applied");
  switch (event.data.kind) {
    case "extraction":
      foldChange(state.graph, event.data.change, event.content);
      state.knowledgeVersion += 1;
      state.lastEvidence = { id: event.id, seq: event.seq };
      state.lastChangeAt = event.recorded_at;
      return;
    case "assessment":
      state.assessment = event.data.assessment;
      return;
  }
}

function forgetJudgement(state: CaseState): void {
  state.confirmations = [];
  state.idleCycles = 0;
  state.evaluation = null;
}

/** Nobody will come back to what is given up: no round may wait for it. */
function foldDeadLetter(state: CaseState, letter: DeadLetter): void {
  state.deadLetters.push(letter);
  const document = letter.document === null ? undefined : state.documents.get(letter.document);
  if (document !== undefined) document.dead = { code: letter.code, cause: letter.cause };
  for (const [id, { submittedId, approvedId }] of state.proposals) {
    const isAbout = submittedId === letter.event_id || approvedId === letter.event_id;
    if (isAbout && state.openProposals.has(id)) settle(state, id, "dead");
  }
}

/** Sets the outcome of a proposal and lets go of what only an open one needs. */
function settle(state: CaseState, id: ProposalId, status: CaseProposal["status"]): CaseProposal {
  const entry = state.proposals.get(id);
  if (entry === undefined) throw new SynodError("SYN_LOG_BROKEN", `proposal ${id} was never submitted`);
  entry.status = status;
  if (status !== "approved") state.openProposals.delete(id);
  if (status === "approved" || status === "held") return entry;
  entry.extraction = null;
  const action = entry.proposal.action;
  if (action.kind === "extract") {
    const document = documentOf(state, action.document);
    if (document.receivedSeq === action.received_seq) document.dealtSeq = action.received_seq;
  }
  if (action.kind === "mark_drift_checked" && status === "applied") state.drift = action.drift;
  return entry;
}

/** What was proposed at an earlier epoch and is settled is of no more use. */
function dropSettled(state: CaseState): void {
  for (const [id, { status }] of state.proposals) {
    if (status !== "held" && !state.openProposals.has(id)) state.proposals.delete(id);
  }
}
