import type { CaseConfig, EventType, ScopeRef } from "@synod/core";

/** A document as a client sends it. */
export interface SentDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a client does next. Each waits for the one before it to be acknowledged. */
export type ClientStep =
  | { readonly kind: "configure"; readonly config: CaseConfig }
  /** `twice`: an impatient client sends it to two instances at a time. */
  | { readonly kind: "send"; readonly document: SentDocument; readonly twice: boolean }
  /** Sent at a time, to arrive in any order. */
  | { readonly kind: "send_together"; readonly documents: readonly SentDocument[] }
  | { readonly kind: "wait"; readonly ms: number }
  /** Until an event of this type is appended, at most `msMax`: what follows comes in the midst of it. */
  | { readonly kind: "after_event"; readonly type: EventType; readonly msMax: number }
  /** Until the case has come to rest: what follows re-opens it. */
  | { readonly kind: "settled" };

/** What of a case must be the same whatever happens. */
export type Comparison =
  /** Everything its report says: documents come in one order. */
  | "digest"
  /** What is known: documents come in any order, or the questions change in mid-case. */
  | "knowledge";

/** One case of one tenant, and what its client does. */
export interface PlannedCase extends ScopeRef {
  readonly steps: readonly ClientStep[];
  readonly compare: Comparison;
  /** Looks at the silent case by timer before the run may end; 0 for a case whose clock stands. */
  readonly timersMin: number;
  /** A word that stands in every document of this case and in none of another. */
  readonly canary: string | null;
}

/** What happens to a swarm from outside, faults apart. */
export interface Plan {
  readonly cases: readonly PlannedCase[];
  /** How long the analyst thinks at most. Simulated milliseconds. */
  readonly thinkMsMax: number;
}

/** Text that makes the simulated analyst fail in a way of its own. */
export const TROUBLE = {
  /** Its reader's process dies, every time. */
  deadly: "This page is deadly to its reader.",
  /** Reading it takes too long twice, and then succeeds. */
  slow: "This page is slow to read.",
  /** Reading it takes too long every time. */
  hopeless: "This page is never read to its end.",
} as const;
