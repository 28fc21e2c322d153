import type { Graph } from "../graph/change.ts";
import type { Assessment, Drift } from "../graph/derived.ts";
import type { Extraction } from "../graph/types.ts";
import type { TrajectoryPoint } from "../convergence/types.ts";
import type { Evaluation } from "../finality/types.ts";
import type { MachineState } from "../flow/machine.ts";
import type { EventType, Proposal, ReceivedDocument, ReviewRequest, DeadLetter } from "../log/catalog.ts";
import type { Head } from "../log/event.ts";
import type { Digest, DocumentId, EventId, IsoInstant, ProposalId, ReviewId, ScopeRef } from "../ids.ts";
import type { CaseConfig } from "./config.ts";

/**
 * Everything recorded about a scope: a fold of its log and nothing else. The owner folds it in
 * place (`foldEvent`); handlers read it only. The same log gives the same state everywhere.
 */
export interface CaseState extends ScopeRef {
  /** Null until the first event. */
  head: Head | null;
  /** Time of the first event. */
  createdAt: IsoInstant | null;
  config: CaseConfig | null;
  configDigest: Digest | null;
  provisioned: boolean;
  machine: {
    state: MachineState;
    epoch: number;
    stateBeforeFreeze: Exclude<MachineState, "Frozen">;
    /** Rounds whose context the last `mark_extracted` covered; more rounds are a reason to begin a cycle. */
    coveredRounds: number;
  };
  /** By document; a re-received one keeps its entry with the newest receipt. */
  readonly documents: Map<DocumentId, CaseDocument>;
  /** Current version of each file name. */
  readonly names: Map<string, DocumentId>;
  readonly refused: { name: string; code: string; cause: string }[];
  readonly graph: Graph;
  /** Applied knowledge changes so far. */
  knowledgeVersion: number;
  readonly proposals: Map<ProposalId, CaseProposal>;
  /** Submitted, or approved and not yet applied. */
  readonly openProposals: Set<ProposalId>;
  readonly rounds: CaseRound[];
  /** Evaluations of the unchanged graph since the last round closed; new evidence drops them. */
  confirmations: Evaluation[];
  /** Looks at the unchanged graph since the last round closed: confirmations, then timers alone. */
  idleCycles: number;
  evaluation: { evaluation: Evaluation; seq: number; hash: Digest } | null;
  lastEvidence: { id: EventId; seq: number } | null;
  lastChangeAt: IsoInstant | null;
  drift: Drift | null;
  assessment: Assessment | null;
  readonly reviews: Map<ReviewId, { request: ReviewRequest; status: "open" | "void" }>;
  readonly certificates: { seq: number; jws: string; payloadDigest: Digest; evaluatedSeq: number }[];
  readonly deadLetters: DeadLetter[];
  readonly decisions: { approved: number; rejected: number; held: number };
  /** How many events of each type, and the seq of the last: what activation filters read. */
  readonly counts: Map<EventType, { count: number; lastSeq: number }>;
}

export interface CaseDocument {
  /** The newest receipt. */
  received: ReceivedDocument;
  receivedSeq: number;
  receivedAt: IsoInstant;
  /** Other names under which the same bytes came. */
  readonly otherNames: string[];
  /** `received_seq` of the receipt that was read, admitted, and applied (or turned down). */
  readSeq: number | null;
  thought: Digest | null;
  admittedSeq: number | null;
  dealtSeq: number | null;
  /** It ended as a dead letter. */
  dead: { code: string; cause: string } | null;
  supersededBy: DocumentId | null;
}

export interface CaseProposal {
  readonly proposal: Proposal;
  /** The opened extraction of an `extract` proposal, until it is applied; null if erased. */
  extraction: Extraction | null;
  readonly submittedSeq: number;
  readonly submittedId: EventId;
  approvedId: EventId | null;
  /** `dead`: what should have decided on it or applied it gave it up. */
  status: "submitted" | "approved" | "rejected" | "held" | "applied" | "superseded" | "dead";
}

export interface CaseRound {
  readonly round: number;
  readonly document: DocumentId;
  readonly openedSeq: number;
  closedSeq: number | null;
  point: TrajectoryPoint | null;
  /** Claims known when it opened. */
  readonly claimsBefore: number;
  /** Claims it added, and contradictions left open, once it is closed. */
  newClaims: number;
  openContradictions: number;
}
