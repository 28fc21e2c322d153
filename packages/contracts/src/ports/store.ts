import type {
  Digest,
  DocumentId,
  EventId,
  EventRecord,
  EventType,
  HandlerName,
  Head,
  IsoInstant,
  MachineState,
  Projection,
  ScopeRef,
} from "@synod/core";

/**
 * The database as the swarm sees it: `load` and `commit`; no caller ever holds a transaction open.
 * Adapters: PGlite and PostgreSQL (one code, packages/postgres), memory (packages/testkit).
 * Methods reject with a SynodError; a retryable one may be called again with the same arguments.
 */
export interface Store {
  /** The scope's head and its events after `afterSeq`, oldest first, bounded; head null: unknown scope. */
  load(query: LoadQuery): Promise<LoadedScope>;

  /** Appends and everything that belongs to it, in one transaction. See CommitResult. */
  commit(batch: CommitBatch): Promise<CommitResult>;

  /**
   * Takes up to `limit` scopes with work for `handler`, fair between tenants, and leases them. A lease
   * that ended without a word counts as a crash; counting happens here, before the work.
   */
  claim(query: ClaimQuery): Promise<readonly Claim[]>;

  /** Prolongs the lease. False: it was lost. */
  renew(claim: ClaimKey, leaseMs: number): Promise<boolean>;

  /** Gives the scope back without moving the cursor. `failed` counts towards `max_deliver`. No-op if the lease was lost. */
  release(claim: ClaimKey, outcome: ReleaseOutcome): Promise<void>;

  /** How far every handler is with one scope. */
  cursors(scope: ScopeRef): Promise<readonly CursorState[]>;

  /** The journaled answer, or null. */
  thought(scope: ScopeRef, digest: Digest): Promise<Thought | null>;

  /** Journals an answer. The first one stays: a second write of the same digest is a no-op. */
  journal(scope: ScopeRef, thought: Thought): Promise<void>;

  /** Appends `timer.fired` for up to `limit` due timers and removes them. Returns the scopes touched, with the new events. */
  fireTimers(now: IsoInstant, limit: number): Promise<readonly EventRecord[]>;

  /** Every scope, in (tenant, scope) order, after `after`; for sweep, verify and rebuild. */
  scopes(
    after: ScopeRef | null,
    limit: number,
  ): Promise<readonly (ScopeRef & { readonly head: Head; readonly state: MachineState })[]>;

  /** The projected graph rows of a scope as stored, ordered by id: compared with a fold of the log (I5). */
  projection(scope: ScopeRef): Promise<Projection>;

  /** Resolves if the database answers. */
  ping(): Promise<void>;

  close(): Promise<void>;
}

export interface LoadQuery extends ScopeRef {
  readonly afterSeq: number;
  readonly eventsMax: number;
  readonly bytesMax: number;
}

export interface LoadedScope {
  readonly head: Head | null;
  readonly events: readonly EventRecord[];
  /** Keys of the documents that the scope's events after `afterSeq` made; `wrapped` null: erased. */
  readonly keys: readonly DocumentKey[];
}

export interface DocumentKey {
  readonly document: DocumentId;
  /** Base64: nonce, ciphertext and tag of the data key under the master key; null once erased. */
  readonly wrapped: string | null;
}

/** Which database role a commit runs as; the grants of each are in the migrations. */
export type StoreRole = "ingest" | "agents" | "governor" | "executor" | "tracker";

export interface CommitBatch extends ScopeRef {
  readonly role: StoreRole;
  /**
   * The head the batch was decided on; null: the scope does not exist yet. With events, the commit is a
   * compare-and-swap on its seq; without, it is not looked at.
   */
  readonly expected: Head | null;
  /** Ready to append: bodies are canonical text with `recorded_at` ≥ the expected head's. At most EVENTS_PER_COMMIT_MAX. */
  readonly events: readonly NewEvent[];
  /** The turn's cursor: moved by compare-and-swap on its fence; resets failures and crashes. */
  readonly cursor: CursorMove | null;
  /** Handlers to wake although no event for them was appended: all, or none while `unlessWaiting` holds them back. */
  readonly wake: readonly HandlerName[];
  /**
   * Nobody is woken while one of these has an event of the scope to deal with after this commit: who deals
   * with the last of them wakes.
   */
  readonly unlessWaiting: readonly HandlerName[];
  /** State and epoch after the batch, if a transition is in it. */
  readonly machine: { readonly state: MachineState; readonly epoch: number } | null;
  readonly keys: readonly DocumentKey[];
  readonly graph: Projection;
  readonly timers: readonly TimerChange[];
  readonly deadLetters: readonly DeadLetterRow[];
}

export interface NewEvent {
  readonly id: EventId;
  readonly type: EventType;
  readonly recordedAt: IsoInstant;
  readonly body: string;
  readonly idempotencyKey: string | null;
}

export interface CursorMove extends ClaimKey {
  /** The new position: everything up to it is dealt with. */
  readonly seq: number;
  /** `Claim.wakes` as claimed: wakes that came since then stay. */
  readonly wakes: number;
  /**
   * False: nobody claimed the scope for this. The cursor moves if nobody has claimed or moved it since its
   * fence was seen, and the fence grows by one.
   */
  readonly leased: boolean;
  /** Keep the lease for another turn. */
  readonly keepLease: boolean;
}

export type CommitResult =
  | {
      readonly kind: "committed";
      readonly head: Head;
      readonly events: readonly EventRecord[];
      /** With a cursor: there is more to do for this handler in this scope. */
      readonly more: boolean;
      /** `wakes` after the commit; the next CursorMove of a kept lease gives it. */
      readonly wakes: number;
      /** Whom it woke. */
      readonly woken: readonly HandlerName[];
    }
  /** The head moved on, to `head`; null: it is another conflict. Decide again. Nothing was written. */
  | { readonly kind: "conflict"; readonly head: number | null }
  /** The lease is another's, or another moved the cursor. Nothing was written. */
  | { readonly kind: "lease_lost" }
  /** An event with this idempotency key is in the log already. Nothing was written. */
  | { readonly kind: "duplicate"; readonly event: EventRecord };

export interface ClaimQuery {
  readonly handler: HandlerName;
  /** Unique per process incarnation. */
  readonly instance: string;
  readonly leaseMs: number;
  readonly limit: number;
  /** Only this scope, if given (a hint named it). */
  readonly only?: ScopeRef;
}

export interface ClaimKey extends ScopeRef {
  readonly handler: HandlerName;
  /** Grows with each claim of this cursor: an older holder can no longer commit. */
  readonly fence: number;
}

export interface Claim extends ClaimKey {
  readonly seq: number;
  /** Position of the scope's last event when it was claimed: who has folded that far need not load. */
  readonly head: number;
  readonly wakes: number;
  /** Since the last progress. */
  readonly failures: number;
  readonly crashes: number;
}

export type ReleaseOutcome =
  /** The work itself failed. */
  | { readonly kind: "failed"; readonly retryMs: number }
  /** A dependency is down, or the process drains: nobody's fault. */
  | { readonly kind: "deferred"; readonly retryMs: number };

export interface CursorState {
  readonly handler: HandlerName;
  readonly seq: number;
  /** The last event of a subscribed type. Work is waiting if it is more than `seq`. */
  readonly wantedSeq: number;
  /** Wakes asked for so far. */
  readonly wakes: number;
  readonly failures: number;
  readonly crashes: number;
  readonly leased: boolean;
}

/** An answer of a model or parser, sealed like any text out of a document. */
export interface Thought {
  readonly digest: Digest;
  readonly document: DocumentId | null;
  /** Canonical JSON, or a JSON `Sealed`. */
  readonly answer: string;
}

export interface TimerChange {
  readonly handler: HandlerName;
  readonly key: string;
  /** Null: remove it. */
  readonly due: IsoInstant | null;
}

export interface DeadLetterRow {
  readonly handler: HandlerName;
  readonly eventSeq: number;
  readonly code: string;
  readonly cause: string;
  readonly failures: number;
  readonly crashes: number;
  readonly traceparent: string | null;
}

/** Bounds of one commit. */
export const EVENTS_PER_COMMIT_MAX = 256;
export const BYTES_PER_COMMIT_MAX = 16 * 1024 * 1024;
