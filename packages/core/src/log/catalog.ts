import type { CaseConfig } from "../case/config.ts";
import type { ErrorClass } from "../errors/registry.ts";
import type { Evaluation } from "../finality/types.ts";
import type { TrajectoryPoint } from "../convergence/types.ts";
import type { Assessment, Drift } from "../graph/derived.ts";
import type { GraphChange } from "../graph/change.ts";
import type { Extraction } from "../graph/types.ts";
import type { Decision } from "../governance/types.ts";
import type { HandlerName } from "../flow/subscriptions.ts";
import type { MachineState, Transition } from "../flow/machine.ts";
import type { Digest, DocumentId, EventId, IsoDate, IsoInstant, ProposalId, ReviewId } from "../ids.ts";

/** Every event type with the shape of its data. Types are `<noun>.<past participle>`. */
export interface EventData {
  /** The owner's scope.yaml, parsed; a later one replaces it. */
  "scope.configured": { readonly config: CaseConfig; readonly config_digest: Digest };
  /** The scope's grants are in the authorizer; before this it admits nothing. */
  "scope.provisioned": { readonly model_digest: Digest };
  /** A new document, a new version of a file, or known bytes whose kind, date or source was edited. */
  "document.received": ReceivedDocument;
  /** The bytes of a known document under another name: counted once, shown. */
  "document.duplicated": { readonly document: DocumentId; readonly name: string };
  /** A document that could not be taken in at all; nothing of it is stored. */
  "document.refused": {
    readonly name: string;
    readonly size: number;
    readonly code: string;
    readonly cause: string;
  };
  /** Its text was read; the answer waits in the journal under `thought`. */
  "document.read": {
    readonly document: DocumentId;
    readonly received_seq: number;
    readonly thought: Digest;
    readonly analyst: string;
    readonly statements: number;
    readonly risks: number;
  };
  /** The tracker admits a document that was read: a round opens. */
  "context.added": { readonly document: DocumentId; readonly received_seq: number; readonly round: number };
  "proposal.submitted": Proposal;
  "proposal.approved": { readonly proposal: ProposalId; readonly decision: Decision };
  "proposal.rejected": { readonly proposal: ProposalId; readonly decision: Decision };
  "proposal.held": { readonly proposal: ProposalId; readonly decision: Decision };
  /** Approved, but overtaken by the time it was to be applied. */
  "proposal.superseded": { readonly proposal: ProposalId; readonly reason: string };
  "knowledge.changed": KnowledgeChange;
  "transition.applied": {
    readonly proposal: ProposalId;
    readonly transition: Transition;
    readonly from: MachineState;
    readonly to: MachineState;
    /** The epoch after it: one more than before. */
    readonly epoch: number;
  };
  "round.closed": {
    readonly round: number;
    readonly document: DocumentId;
    readonly point: TrajectoryPoint;
  };
  "finality.evaluated": Evaluation;
  "review.requested": ReviewRequest;
  "review.voided": { readonly review: ReviewId; readonly reason: string };
  /** `jws`: compact JWS, EdDSA, over the canonical JSON of a `CertificatePayload`. */
  "finality.certified": {
    readonly jws: string;
    readonly payload_digest: Digest;
    readonly evaluated_seq: number;
  };
  /** An event that a handler could not deal with; its cursor moved past it in the same transaction. */
  "delivery.dead_lettered": DeadLetter;
  "timer.fired": { readonly handler: HandlerName; readonly key: string; readonly due: IsoInstant };
}

export type EventType = keyof EventData;

/** What stands sealed beside the data. Types that seal nothing have `never`. */
export interface SealedContent {
  "scope.configured": never;
  "scope.provisioned": never;
  "document.received": never;
  "document.duplicated": never;
  "document.refused": never;
  "document.read": never;
  "context.added": never;
  /** Of an `extract` proposal: the extraction. */
  "proposal.submitted": Extraction;
  "proposal.approved": never;
  "proposal.rejected": never;
  "proposal.held": never;
  "proposal.superseded": never;
  /** Of an applied extraction: the extraction. */
  "knowledge.changed": Extraction;
  "transition.applied": never;
  "round.closed": never;
  "finality.evaluated": never;
  "review.requested": never;
  "review.voided": never;
  "finality.certified": never;
  "delivery.dead_lettered": never;
  "timer.fired": never;
}

export interface ReceivedDocument {
  readonly document: DocumentId;
  /** File name, as given. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly media_type: string;
  readonly kind: string;
  readonly date: IsoDate | null;
  readonly source: string;
  /** The version of the same file that this one replaces (may be itself, if only metadata changed). */
  readonly supersedes: DocumentId | null;
}

/** What a role wants to change. */
export type Action =
  | {
      readonly kind: "extract";
      readonly document: DocumentId;
      readonly received_seq: number;
      /** Digest of the sealed extraction's canonical JSON. */
      readonly extraction_digest: Digest;
      readonly statements: number;
      readonly risks: number;
    }
  | { readonly kind: "assess"; readonly assessment: Assessment }
  | { readonly kind: "mark_extracted" }
  | { readonly kind: "mark_drift_checked"; readonly drift: Drift }
  | { readonly kind: "begin_cycle"; readonly because: "new_context" | "resolved_review" | "planned_step" };

export interface Proposal {
  readonly proposal: ProposalId;
  /** `facts`, `drift`, `planner`, `status`. */
  readonly role: RoleName;
  readonly action: Action;
  /** SHA-256 of the canonical JSON of `action`. */
  readonly digest: Digest;
  /** For what depends on the whole picture; null for knowledge, which is rebased. */
  readonly expected_epoch: number | null;
  /** Log position the role had read up to. */
  readonly read_seq: number;
  readonly reason: string;
  /** `untrusted`: built from text of documents or a model; `derived`: from recorded state only. */
  readonly provenance: "untrusted" | "derived";
}

export type RoleName = "facts" | "drift" | "planner" | "status";

export type KnowledgeChange =
  | {
      readonly kind: "extraction";
      readonly proposal: ProposalId;
      readonly received_seq: number;
      readonly change: GraphChange;
    }
  | { readonly kind: "assessment"; readonly proposal: ProposalId; readonly assessment: Assessment };

export interface ReviewRequest {
  readonly review: ReviewId;
  readonly about: "verdict" | "proposal";
  readonly proposal: ProposalId | null;
  /** Digest of (proposal or verdict, knowledge epoch, seq of last evidence, policy version). */
  readonly binding: Digest;
  readonly question: string;
  readonly options: readonly ("approve" | "resolve" | "escalate" | "defer")[];
  readonly required_relation: string;
  readonly quorum: number;
  readonly expires_at: IsoInstant;
  readonly default: "deny";
  readonly high_impact: boolean;
}

export interface DeadLetter {
  readonly handler: HandlerName;
  readonly event_seq: number;
  readonly event_id: EventId;
  readonly event_type: EventType;
  /** The document the event is about, if it is about one. */
  readonly document: DocumentId | null;
  readonly code: string;
  readonly class: ErrorClass;
  readonly cause: string;
  readonly failures: number;
  readonly crashes: number;
}
