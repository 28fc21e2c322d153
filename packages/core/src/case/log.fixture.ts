import { Keyring } from "../crypto/keyring.ts";
import { assertKey, wrapKey } from "../crypto/seal.ts";
import { documentId } from "../graph/graph.fixture.ts";
import type { DocumentId, EventId, IsoInstant, ScopeId, TenantId } from "../ids.ts";
import { linkHash } from "../log/chain.ts";
import { finishDrafts } from "../log/draft.ts";
import {
  GENESIS_HASH,
  type EventBody,
  type EventDraft,
  type EventRecord,
  type OpenedEvent,
} from "../log/event.ts";
import { openEvent } from "../log/open.ts";
import { foldEvent } from "./fold.ts";
import { newCaseState } from "./new-state.ts";
import type { CaseState } from "./state.ts";

export const SCOPE = { tenant: "acme" as TenantId, scope: "crane" as ScopeId };
export const NOON = "2026-06-01T12:00:00.000Z" as IsoInstant;

/** `minutes` after noon. */
export function later(minutes: number): IsoInstant {
  return new Date(Date.parse(NOON) + minutes * 60_000).toISOString() as IsoInstant;
}

const MASTER = assertKey(new Uint8Array(32).fill(1));

/** The log of one scope, as a store would hold it, with its fold. */
export class TestLog {
  readonly state: CaseState = newCaseState(SCOPE);
  readonly records: EventRecord[] = [];
  readonly bodies: EventBody[] = [];
  readonly opened: OpenedEvent[] = [];
  readonly keyring = new Keyring(MASTER);
  now: IsoInstant = NOON;

  /** Appends and folds; the last event. */
  append(...drafts: readonly EventDraft[]): OpenedEvent {
    for (const draft of drafts) this.#append(draft);
    const last = this.opened.at(-1);
    if (last === undefined) throw new Error("nothing was appended");
    return last;
  }

  /** Makes the key under which the document's text is sealed. */
  keyFor(document: DocumentId): void {
    const key = assertKey(Buffer.from(document, "hex"));
    this.keyring.add(document, wrapKey(MASTER, key));
  }

  #append(draft: EventDraft): void {
    const seq = this.records.length + 1;
    for (const { body, text } of finishDrafts([draft], {
      scope: SCOPE,
      actor: "service:test",
      cause: null,
      traceparent: null,
      recordedAt: this.now,
      keyring: this.keyring,
      nextId: () => `event-${seq}` as EventId,
    })) {
      const prev_hash = this.records.at(-1)?.hash ?? GENESIS_HASH;
      const hash = linkHash(prev_hash, seq, text);
      const { id, type, recorded_at } = body;
      this.records.push({
        ...SCOPE,
        seq,
        id,
        type,
        hash_version: 1,
        recorded_at,
        body: text,
        prev_hash,
        hash,
      });
      this.bodies.push(body);
      const event = openEvent(body, seq, hash, this.keyring);
      this.opened.push(event);
      foldEvent(this.state, event);
    }
  }
}

/** The receipt of a document of this name. */
export function received(
  name: string,
  more: Partial<Extract<EventDraft, { type: "document.received" }>["data"]> = {},
): EventDraft {
  const data = {
    document: documentId(name),
    name,
    size: 100,
    media_type: "text/markdown",
    kind: "note",
    date: null,
    source: name,
    supersedes: null,
    ...more,
  };
  return { type: "document.received", data };
}
