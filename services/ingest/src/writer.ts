import {
  finishDrafts,
  recordedAtAfter,
  SynodError,
  wrapKey,
  type CaseConfig,
  type CaseState,
  type DocumentId,
  type EventDraft,
  type EventId,
  type EventRecord,
  type IsoInstant,
  type ScopeRef,
} from "@synod/core";
import type { Blobs, Bus, Clock, DocumentKey, Random, Store } from "@synod/contracts";
import { backoffMs, hintsOf, type CaseCache, type CachedCase, type Limits } from "@synod/runtime";
import {
  configureScope,
  receiveDocument,
  refusal,
  type IncomingDocument,
  type Reception,
} from "./receive.ts";

export interface WriterPorts {
  readonly store: Store;
  readonly bus: Pick<Bus, "publish">;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly random: Random;
  readonly cache: CaseCache;
  readonly masterKey: Uint8Array;
  readonly limits: Pick<Limits, "conflictBackoff">;
  /** A document of more bytes is refused. */
  readonly documentBytesMax: number;
}

/** Who does it, and in which trace. */
export interface Origin {
  readonly actor: string;
  readonly traceparent: string | null;
}

/** What became of a request. `seq`: of the event that records it. */
export interface Receipt {
  readonly document: DocumentId;
  readonly seq: number;
  /** It was recorded before. */
  readonly duplicate: boolean;
}

/** A scope is written by many at a time; each tries again on the newest state. */
const TRIES_MAX = 200;
const KEY_BYTES = 32;

/**
 * Takes configurations and documents into the log. The blob is stored before the event that names it: a
 * crash between leaves a blob that nobody names, never an event without its blob.
 */
export class Writer {
  readonly #ports: WriterPorts;
  /** One write at a time for each scope in this process: they would only conflict. */
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(ports: WriterPorts) {
    this.#ports = ports;
  }

  /** Returns the seq of the head after it. Configuring the same again appends nothing. */
  configure(scope: ScopeRef, config: CaseConfig, origin: Origin): Promise<number> {
    return this.#inTurn(scope, async () => {
      const { state } = await this.#append(scope, origin, (current) => ({
        drafts: configureScope(current, config),
        keys: [],
      }));
      return state.head?.seq ?? 0;
    });
  }

  /** Rejects with the refusal's SYN_DOCUMENT_… code, which is recorded too, or SYN_NOT_FOUND for a scope that was never configured. */
  receive(scope: ScopeRef, incoming: IncomingDocument, origin: Origin): Promise<Receipt> {
    return this.#inTurn(scope, () => this.#receive(scope, incoming, origin));
  }

  /** Records that a document could not even be opened. */
  refuse(scope: ScopeRef, name: string, size: number, error: SynodError, origin: Origin): Promise<void> {
    return this.#inTurn(scope, async () => {
      await this.#append(scope, origin, (state) => ({
        drafts: draftsOf(refusal(state, name, size, error)),
        keys: [],
      }));
    });
  }

  async #receive(scope: ScopeRef, incoming: IncomingDocument, origin: Origin): Promise<Receipt> {
    const { blobs, documentBytesMax } = this.#ports;
    const keys = new Map<DocumentId, DocumentKey>();
    let last: Reception | null = null;
    const { appended } = await this.#append(scope, origin, async (state) => {
      if (state.config === null) throw new SynodError("SYN_NOT_FOUND", `${scope.tenant}/${scope.scope}`);
      last = receiveDocument(state, incoming, documentBytesMax);
      if (last.kind !== "accepted" || last.stored) return { drafts: draftsOf(last), keys: [] };
      const { document, drafts } = last;
      await blobs.put(scope.tenant, document, incoming.bytes);
      const key = state.documents.has(document) ? null : (keys.get(document) ?? this.#newKey(document));
      if (key !== null) keys.set(document, key);
      return { drafts, keys: key === null ? [] : [key] };
    });
    return receiptOf(last, appended);
  }

  /** A data key of its own for each document, so that erasing one erases nothing else. */
  #newKey(document: DocumentId): DocumentKey {
    const { random, masterKey } = this.#ports;
    return { document, wrapped: wrapKey(masterKey, random.bytes(KEY_BYTES)) };
  }

  async #append(
    scope: ScopeRef,
    origin: Origin,
    decide: (state: Readonly<CaseState>) => Appendable | Promise<Appendable>,
  ): Promise<{ readonly state: Readonly<CaseState>; readonly appended: readonly EventRecord[] }> {
    const { cache, bus, clock, random, limits } = this.#ports;
    for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
      const cached = await cache.refresh(scope);
      const head = cached.state.head;
      const { drafts, keys } = await decide(cached.state);
      if (drafts.length === 0) return { state: cached.state, appended: [] };
      if (cached.state.head !== head) continue;
      const result = await this.#commit(scope, cached, drafts, keys, origin);
      if (result.kind === "committed") {
        // A hint that is lost here is made up for by the sweep.
        await bus.publish(hintsOf(result.events)).catch(() => undefined);
        return { state: (await cache.refresh(scope)).state, appended: result.events };
      }
      if (result.kind === "duplicate")
        return { state: (await cache.refresh(scope)).state, appended: [result.event] };
      await clock.sleep(backoffMs(limits.conflictBackoff, Math.min(attempt, 6), random));
    }
    throw new SynodError("SYN_CONFLICT", `${scope.tenant}/${scope.scope} moved on ${TRIES_MAX} times`);
  }

  async #commit(
    scope: ScopeRef,
    { state, keyring }: CachedCase,
    drafts: readonly EventDraft[],
    keys: readonly DocumentKey[],
    origin: Origin,
  ) {
    const { store, clock, random } = this.#ports;
    const now = new Date(clock.now()).toISOString() as IsoInstant;
    const finished = finishDrafts(drafts, {
      scope,
      actor: origin.actor,
      cause: null,
      traceparent: origin.traceparent,
      recordedAt: recordedAtAfter(state.head, now),
      keyring,
      nextId: () => random.uuid() as EventId,
    });
    return store.commit({
      tenant: scope.tenant,
      scope: scope.scope,
      role: "ingest",
      expected: state.head,
      events: finished.map(({ body, text }) => ({
        id: body.id,
        type: body.type,
        recordedAt: body.recorded_at,
        body: text,
        idempotencyKey: body.idempotency_key,
      })),
      cursor: null,
      wake: [],
      unlessWaiting: [],
      machine: null,
      keys,
      graph: { nodes: [], edges: [] },
      timers: [],
      deadLetters: [],
    });
  }

  async #inTurn<Result>(scope: ScopeRef, work: () => Promise<Result>): Promise<Result> {
    const name = `${scope.tenant}/${scope.scope}`;
    const before = this.#queues.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    this.#queues.set(name, settled);
    try {
      return await mine;
    } finally {
      if (this.#queues.get(name) === settled) this.#queues.delete(name);
    }
  }
}

interface Appendable {
  readonly drafts: readonly EventDraft[];
  readonly keys: readonly DocumentKey[];
}

function draftsOf(reception: Reception): readonly EventDraft[] {
  return reception.kind === "known" ? [] : reception.drafts;
}

function receiptOf(reception: Reception | null, appended: readonly EventRecord[]): Receipt {
  if (reception === null) throw new SynodError("SYN_INTERNAL", "nothing was decided");
  switch (reception.kind) {
    case "refused":
      throw reception.error;
    case "known":
      return { document: reception.document, seq: reception.seq, duplicate: true };
    case "accepted":
      return { document: reception.document, seq: appended[0]?.seq ?? 0, duplicate: reception.stored };
    default:
      return reception satisfies never;
  }
}
