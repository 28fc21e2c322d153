import type { ClaimId, DocumentId } from "../ids.ts";
import type { Claim, Contradiction, DocumentFacts, Risk } from "./types.ts";

/**
 * The change set of one applied extraction: everything a fold needs to reach the same graph,
 * with deterministic ids. It carries no text of a document; the statements and risks themselves
 * stand sealed beside it (`Extraction`).
 */
export interface GraphChange {
  /** The document whose extraction was applied. */
  readonly document: DocumentFacts;
  /** The version of the same file that this one replaces; its places are withdrawn. */
  readonly supersedes: DocumentId | null;
  /** Claims with a new status or confidence after the change, by id order. */
  readonly claims: readonly ClaimUpdate[];
  /** Contradictions that are new or whose status changed, whole, by id order. */
  readonly contradictions: readonly Contradiction[];
}

export interface ClaimUpdate {
  readonly claim: ClaimId;
  readonly status: Claim["status"];
  readonly confidence: number;
}

/**
 * The scope's knowledge as of one log position: a fold of `knowledge.changed` events.
 * Held mutable by its owner and folded in place; rules read it only.
 */
export interface Graph {
  /** Facts of every document whose extraction was applied. */
  readonly documents: Map<DocumentId, DocumentFacts>;
  /** Replaced documents, and what replaced them. */
  readonly withdrawn: Map<DocumentId, DocumentId>;
  readonly claims: Map<ClaimId, Claim>;
  /** Groups that a document ever stated something in, so that finding them costs no look at the others. */
  readonly groupsOf: Map<DocumentId, readonly string[]>;
  /** Claim ids by group, each in id order. */
  readonly groups: Map<string, readonly ClaimId[]>;
  readonly contradictions: Map<Contradiction["id"], Contradiction>;
  readonly risks: Map<DocumentId, readonly Risk[]>;
}
