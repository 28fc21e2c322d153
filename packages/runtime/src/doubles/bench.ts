import { randomBytes } from "node:crypto";
import {
  assertKey,
  finishDrafts,
  Keyring,
  sha256Hex,
  wrapKey,
  type DocumentId,
  type EventDraft,
  type EventId,
  type EventType,
  type HandlerName,
  type IsoInstant,
  type OpenedEvent,
  type ScopeId,
  type ScopeRef,
  type TenantId,
} from "@synod/core";
import { parseEventBody, type Bus, type DocumentKey, type Logger, type Store } from "@synod/contracts";
import { createMemoryBus } from "@synod/bus";
import { MemoryStore } from "../../../testkit/src/memory-store/index.ts";
import type { AnyHandler } from "../handler.ts";
import { hintsOf } from "../hints.ts";
import { DEFAULT_LIMITS, type Limits } from "../limits.ts";
import { startSwarm, type Swarm, type SwarmOptions } from "../swarm.ts";
import { TestClock } from "./test-clock.ts";
import { TestRandom } from "./test-random.ts";

export const ACME: ScopeRef = { tenant: "acme" as TenantId, scope: "crane" as ScopeId };

const MASTER_KEY = assertKey(new Uint8Array(32).fill(7));

/** A store, a bus and a clock on which handlers can be watched at work. */
export class Bench {
  readonly scope = ACME;
  readonly clock = new TestClock();
  readonly random = new TestRandom();
  readonly logs: { readonly level: string; readonly fields: object; readonly message: string }[] = [];
  readonly store: Store = new MemoryStore(this.clock);
  readonly bus: Bus = createMemoryBus({ clock: this.clock, ackWaitMs: 30_000 });
  readonly limits: Limits;

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
  }

  get logger(): Logger {
    const log = (level: string) => (fields: object, message: string) =>
      void this.logs.push({ level, fields, message });
    return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
  }

  start(handlers: readonly AnyHandler[], more: Partial<SwarmOptions> = {}): Swarm {
    const { store, bus, clock, random, logger, limits } = this;
    return startSwarm({
      store,
      bus,
      clock,
      random,
      logger,
      limits,
      masterKey: MASTER_KEY,
      handlers,
      timers: false,
      ...more,
    });
  }

  /** Appends from outside, as ingest does; with `hint`, the bus hears of it. */
  async append(drafts: readonly EventDraft[], { scope = ACME, hint = true } = {}): Promise<void> {
    const { head } = await this.store.load({ ...scope, afterSeq: 0, eventsMax: 1, bytesMax: 1 });
    const recordedAt = new Date(this.clock.now()).toISOString() as IsoInstant;
    const nextId = () => this.random.uuid() as EventId;
    const keyring = new Keyring(MASTER_KEY);
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    const finished = finishDrafts(drafts, {
      scope,
      actor: "key:test",
      cause: null,
      traceparent,
      recordedAt,
      keyring,
      nextId,
    });
    const keys = drafts.flatMap((draft): DocumentKey[] => {
      if (draft.type !== "document.received") return [];
      return [{ document: draft.data.document, wrapped: wrapKey(MASTER_KEY, assertKey(randomBytes(32))) }];
    });
    const result = await this.store.commit({
      ...scope,
      role: "ingest",
      expected: head,
      events: finished.map(({ body, text }) => ({
        id: body.id,
        type: body.type,
        recordedAt,
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
    if (result.kind !== "committed") throw new Error(`appending ended as ${result.kind}`);
    if (hint) await this.bus.publish(hintsOf(result.events));
  }

  /** The log's events of a type, or all, oldest first. */
  async events<T extends EventType>(
    type: T,
    scope?: ScopeRef,
  ): Promise<Extract<OpenedEvent, { readonly type: T }>["data"][]>;
  async events(type: EventType, scope: ScopeRef = ACME): Promise<unknown[]> {
    const { events } = await this.store.load({ ...scope, afterSeq: 0, eventsMax: 10_000, bytesMax: 2 ** 30 });
    return events.filter((event) => event.type === type).map(({ body }) => parseEventBody(body).data);
  }

  async cursor(handler: HandlerName, scope: ScopeRef = ACME) {
    const cursors = await this.store.cursors(scope);
    const cursor = cursors.find((candidate) => candidate.handler === handler);
    if (cursor === undefined) throw new Error(`${handler} has no cursor`);
    return cursor;
  }
}

/** A document as ingest records it; `name` makes its bytes. */
export function received(name: string): EventDraft {
  const document = sha256Hex(name) as DocumentId;
  return {
    type: "document.received",
    data: {
      document,
      name,
      size: name.length,
      media_type: "text/plain",
      kind: "document",
      date: null,
      source: name,
      supersedes: null,
    },
  };
}
