import type { DocumentId, EventId, IsoInstant, ScopeRef } from "../ids.ts";
import { canonicalJson } from "../crypto/canonical-json.ts";
import type { Keyring } from "../crypto/keyring.ts";
import { seal } from "../crypto/seal.ts";
import { SynodError } from "../errors/synod-error.ts";
import type { EventType } from "./catalog.ts";
import type { EventBody, EventDraft, Head, Sealed } from "./event.ts";

/** Version of the shape of every event's data; older ones are upcast on read. */
export const SCHEMA_VERSION = 1;

/** What the runtime knows of the work that made the drafts. */
export interface DraftContext {
  readonly scope: ScopeRef;
  readonly actor: string;
  /** The event that caused the work; null for work that came from outside. */
  readonly cause: { readonly id: EventId; readonly correlationId: EventId } | null;
  readonly traceparent: string | null;
  readonly recordedAt: IsoInstant;
  readonly keyring: Keyring;
  readonly nextId: () => EventId;
}

/** A drafted event with its final body: what a store appends. */
export interface FinishedEvent {
  readonly body: EventBody;
  /** RFC 8785 text of `body`: what is hashed and stored. */
  readonly text: string;
}

/** Gives a decision's drafts their ids, causes, time and seals. */
export function finishDrafts(drafts: readonly EventDraft[], context: DraftContext): FinishedEvent[] {
  return drafts.map((draft) => finishDraft(draft, context));
}

/** max(the head's time, now): time never runs backwards within a scope. */
export function recordedAtAfter(head: Head | null, now: IsoInstant): IsoInstant {
  return head !== null && head.recordedAt > now ? head.recordedAt : now;
}

function finishDraft(draft: EventDraft, context: DraftContext): FinishedEvent {
  const id = context.nextId();
  const body: EventBody = {
    id,
    tenant: context.scope.tenant,
    scope: context.scope.scope,
    type: draft.type,
    schema_version: SCHEMA_VERSION,
    actor: context.actor,
    causation_id: draft.causedBy ?? context.cause?.id ?? null,
    correlation_id: context.cause?.correlationId ?? id,
    traceparent: context.traceparent,
    idempotency_key: draft.idempotencyKey ?? null,
    recorded_at: context.recordedAt,
    data: draft.data,
    sealed: sealedPart(draft, context.keyring),
  };
  return { body, text: canonicalJson(body) };
}

function sealedPart(draft: EventDraft, keyring: Keyring): Sealed | null {
  const part: { readonly document: DocumentId; readonly content: unknown } | undefined = draft.sealed;
  if (part === undefined) return null;
  const key = keyring.find(part.document);
  if (typeof key === "string") {
    throw new SynodError(
      "SYN_INTERNAL",
      `the key of document ${part.document} is ${key}: ${draft.type satisfies EventType} cannot be sealed`,
    );
  }
  return seal(part.document, key, canonicalJson(part.content));
}
