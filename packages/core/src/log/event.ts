import type { Digest, EventId, IsoInstant, ScopeId, TenantId, DocumentId } from "../ids.ts";
import type { EventData, EventType, SealedContent } from "./catalog.ts";

/** Version of the hashing rule: `hash = sha256(prev ‖ int8(seq) ‖ sha256(body))`. */
export const HASH_VERSION = 1;

/** `prev_hash` of the first event of a scope: 64 zeros. */
export const GENESIS_HASH = "0".repeat(64) as Digest;

/**
 * Text out of a document, encrypted under that document's key (AES-256-GCM). The chain is over the
 * ciphertext, so that erasing the key erases the text and breaks nothing.
 */
export interface Sealed {
  readonly document: DocumentId;
  /** Base64, 12 bytes: HMAC-SHA-256(key, plaintext), truncated, so that sealing is deterministic. */
  readonly nonce: string;
  /** Base64, ciphertext and 16-byte tag. */
  readonly ciphertext: string;
}

/**
 * The hashed body of an event: the whole envelope, so that no column can change unseen.
 * It is stored as the exact RFC 8785 text that was hashed.
 */
export interface EventBody<T extends EventType = EventType> {
  readonly id: EventId;
  readonly tenant: TenantId;
  readonly scope: ScopeId;
  readonly type: T;
  readonly schema_version: number;
  /** `<kind>:<name>`, as `role:facts`, `service:executor`, `user:ana`, `key:3f9a`. */
  readonly actor: string;
  /** The event that caused this one; null for one that came from outside. */
  readonly causation_id: EventId | null;
  /** The first event of the causal chain. */
  readonly correlation_id: EventId;
  /** W3C trace context of the work that made it, or null. */
  readonly traceparent: string | null;
  /** At most one event per (tenant, scope, idempotency key). */
  readonly idempotency_key: string | null;
  /** max(the head's, clock): never runs backwards within a scope. */
  readonly recorded_at: IsoInstant;
  readonly data: EventData[T];
  readonly sealed: Sealed | null;
}

/** One row of the log, as a store gives it. `body` is the canonical text of an `EventBody`. */
export interface EventRecord {
  readonly tenant: TenantId;
  readonly scope: ScopeId;
  /** Contiguous per scope, from 1. */
  readonly seq: number;
  readonly id: EventId;
  readonly type: EventType;
  readonly hash_version: number;
  readonly recorded_at: IsoInstant;
  readonly body: string;
  readonly prev_hash: Digest;
  readonly hash: Digest;
}

/** An event as handlers read it: parsed, upcast, and with its sealed part opened. */
export type OpenedEvent = { readonly [T in EventType]: OpenedEventOf<T> }[EventType];

export interface OpenedEventOf<T extends EventType> extends EventBody<T> {
  readonly seq: number;
  readonly hash: Digest;
  /** The sealed part's content; null when there is none or its key was erased. */
  readonly content: SealedContent[T] | null;
  /** True if there is a sealed part whose key was erased. */
  readonly erased: boolean;
}

/** What a pure decision wants appended; the runtime adds ids, causes, time and seals `content`. */
export type EventDraft = { readonly [T in EventType]: EventDraftOf<T> }[EventType];

export interface EventDraftOf<T extends EventType> {
  readonly type: T;
  readonly data: EventData[T];
  /** Sealed under the key of `document`. Types without sealed content give none. */
  readonly sealed?: { readonly document: DocumentId; readonly content: SealedContent[T] };
  readonly idempotencyKey?: string;
  /** The event that caused it; default: the last event of the handler's batch. */
  readonly causedBy?: EventId;
}

/** The scope's head row. Appends and transitions are compare-and-swap on it. */
export interface Head {
  readonly seq: number;
  readonly hash: Digest;
  readonly epoch: number;
  readonly recordedAt: IsoInstant;
}
