import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import {
  canonicalJson,
  type EventId,
  type EventRecord,
  type EventType,
  type HandlerName,
  type Head,
  type IsoInstant,
  type ScopeId,
  type ScopeRef,
  type TenantId,
} from "@synod/core";
import type { Claim, Clock, CommitBatch, CommitResult, NewEvent, Store, StoreRole } from "@synod/contracts";

/** A clock that stands until the test moves it. */
export class StandingClock implements Pick<Clock, "now"> {
  ms = Date.parse("2026-06-01T12:00:00.000Z");

  now(): number {
    return this.ms;
  }
}

export interface StoreUnderTest {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

/** Opens an empty store that lives by `clock`. */
export type OpenStore = (clock: Pick<Clock, "now">) => Promise<StoreUnderTest>;

export const LEASE_MS = 30_000;

export type Committed = Extract<CommitResult, { readonly kind: "committed" }>;

export const NOON = "2026-06-01T12:00:00.000Z" as IsoInstant;

export function tenantNamed(name: string): TenantId {
  return `${name}-${randomUUID().slice(0, 8)}` as TenantId;
}

export interface EventOptions {
  readonly data?: unknown;
  readonly recordedAt?: IsoInstant;
  readonly idempotencyKey?: string;
}

/** One scope, its head as last seen, and batches for it. */
export class CaseUnderTest {
  readonly ref: ScopeRef;
  readonly store: Store;
  head: Head | null = null;

  constructor(store: Store, ref: Partial<ScopeRef> = {}) {
    this.store = store;
    this.ref = {
      tenant: ref.tenant ?? tenantNamed("acme"),
      scope: ref.scope ?? (`crane-${randomUUID().slice(0, 8)}` as ScopeId),
    };
  }

  /** An event as the runtime would make it: canonical text of an envelope that names what the columns do. */
  event(type: EventType, { data = {}, recordedAt = NOON, idempotencyKey }: EventOptions = {}): NewEvent {
    const id = randomUUID() as EventId;
    const envelope = { ...this.ref, id, type, recorded_at: recordedAt, data };
    return { id, type, recordedAt, body: canonicalJson(envelope), idempotencyKey: idempotencyKey ?? null };
  }

  /** A batch by ingest on the head as last seen, but for what is given. */
  batch(parts: Partial<CommitBatch>): CommitBatch {
    return {
      ...this.ref,
      role: "ingest",
      expected: this.head,
      events: [],
      cursor: null,
      wake: [],
      unlessWaiting: [],
      machine: null,
      keys: [],
      graph: { nodes: [], edges: [] },
      timers: [],
      deadLetters: [],
      ...parts,
    };
  }

  /** Commits, expects that it is accepted, and follows the head. */
  async commit(parts: Partial<CommitBatch>): Promise<Committed> {
    const result = await this.store.commit(this.batch(parts));
    if (result.kind !== "committed") throw new Error(`expected a commit, it is ${result.kind}`);
    this.head = result.head;
    return result;
  }

  /** Appends one event of each type. */
  async append(role: StoreRole, ...types: readonly EventType[]): Promise<Committed> {
    return this.commit({ role, events: types.map((type) => this.event(type)) });
  }

  /** Begins the scope with the event that every scope begins with. */
  async begin(): Promise<this> {
    await this.append("ingest", "scope.configured");
    return this;
  }

  async claim(handler: HandlerName, instance = "one"): Promise<Claim | null> {
    const claims = await this.store.claim({ handler, instance, leaseMs: LEASE_MS, limit: 8, only: this.ref });
    expect(claims.length).toBeLessThanOrEqual(1);
    return claims[0] ?? null;
  }

  async mustClaim(handler: HandlerName, instance = "one"): Promise<Claim> {
    const claim = await this.claim(handler, instance);
    if (claim === null) throw new Error(`${handler} has nothing to claim`);
    return claim;
  }

  /** Moves the cursor of a claim to `seq`. */
  async advance(claim: Claim, seq: number, keepLease = false): Promise<Committed> {
    const { tenant, scope, handler, fence, wakes } = claim;
    return this.commit({
      role: "tracker",
      cursor: { tenant, scope, handler, fence, wakes, seq, leased: true, keepLease },
    });
  }

  async events(afterSeq = 0, eventsMax = 1_000, bytesMax = 1e9): Promise<readonly EventRecord[]> {
    return (await this.store.load({ ...this.ref, afterSeq, eventsMax, bytesMax })).events;
  }

  async currentHead(): Promise<Head | null> {
    return (await this.store.load({ ...this.ref, afterSeq: 0, eventsMax: 1, bytesMax: 1 })).head;
  }
}
