import {
  SynodError,
  type Digest,
  type EventRecord,
  type HandlerName,
  type Head,
  type IsoInstant,
  type MachineState,
  type Projection,
  type ScopeRef,
} from "@synod/core";
import {
  checkCommit,
  checkText,
  type Claim,
  type ClaimKey,
  type ClaimQuery,
  type Clock,
  type CommitBatch,
  type CommitResult,
  type CursorMove,
  type CursorState,
  type LoadedScope,
  type LoadQuery,
  type ReleaseOutcome,
  type Store,
  type Thought,
} from "@synod/contracts";
import { append, appendTimer, moveCursor, refuseBackwards, wake, writeRows } from "./append.ts";
import { EVERY_RULE, type StoreRules } from "./rules.ts";
import { hasWork, keyOf, newScope, type CursorRecord, type ScopeRecord } from "./scope-record.ts";

/**
 * The store port in memory: the same rules as the database, each call one indivisible step. Several
 * handles (one per simulated process) may share it. It loses everything with its process.
 */
export class MemoryStore implements Store {
  readonly #clock: Pick<Clock, "now">;
  readonly #scopes = new Map<string, ScopeRecord>();
  /** When each tenant was last served, so that a busy one does not starve the others. */
  readonly #served = new Map<string, number>();
  readonly #rules: StoreRules;
  #claims = 0;

  constructor(clock: Pick<Clock, "now">, rules: StoreRules = EVERY_RULE) {
    this.#clock = clock;
    this.#rules = rules;
  }

  async load({ tenant, scope, afterSeq, eventsMax, bytesMax }: LoadQuery): Promise<LoadedScope> {
    const record = this.#scopes.get(keyOf({ tenant, scope }));
    if (record === undefined) return { head: null, events: [], keys: [] };
    const events: EventRecord[] = [];
    let bytes = 0;
    for (const event of record.events.slice(afterSeq, afterSeq + eventsMax)) {
      bytes += Buffer.byteLength(event.body, "utf8");
      if (events.length > 0 && bytes > bytesMax) break;
      events.push(event);
    }
    const last = events.at(-1)?.seq ?? afterSeq;
    const keys = record.keys.filter(({ seq }) => seq > afterSeq && seq <= last).map(({ key }) => key);
    return { head: record.head, events, keys };
  }

  async commit(batch: CommitBatch): Promise<CommitResult> {
    checkCommit(batch);
    const existing = this.#scopes.get(keyOf(batch));
    const record = existing ?? newScope(batch);
    const cursor = batch.cursor === null ? null : (record.cursors.get(batch.cursor.handler) ?? null);
    if (batch.cursor !== null && (cursor === null || !this.#mayMove(cursor, batch.cursor))) {
      return { kind: "lease_lost" };
    }
    for (const { idempotencyKey } of batch.events) {
      const event = idempotencyKey === null ? undefined : record.byIdempotencyKey.get(idempotencyKey);
      if (event !== undefined) return { kind: "duplicate", event };
    }
    const moved = record.head.seq !== (batch.expected?.seq ?? 0);
    if (this.#rules.headCas && batch.events.length > 0 && moved)
      return { kind: "conflict", head: record.head.seq };
    refuseBackwards(record.head, batch.events);
    if (existing === undefined) {
      if (batch.events.length === 0) return { kind: "conflict", head: null };
      this.#scopes.set(keyOf(batch), record);
    }
    const events = append(record, batch);
    writeRows(record, batch);
    if (cursor !== null && batch.cursor !== null && this.#rules.cursors)
      moveCursor(cursor, batch.cursor, this.#rules);
    const woken = wake(record, batch);
    return {
      kind: "committed",
      head: record.head,
      events,
      more: cursor !== null && hasWork(cursor),
      wakes: cursor?.wakes ?? 0,
      woken,
    };
  }

  async claim({ handler, instance, leaseMs, limit, only }: ClaimQuery): Promise<readonly Claim[]> {
    const now = this.#clock.now();
    return this.#inTurn(handler, now, only)
      .slice(0, limit)
      .map(({ record: { tenant, scope, head }, cursor }) => {
        if (this.#rules.crashes && cursor.lease !== null) cursor.crashes += 1;
        cursor.fence += 1;
        cursor.lease = { owner: instance, until: now + leaseMs };
        cursor.heldUntil = cursor.lease.until;
        this.#claims += 1;
        this.#served.set(tenant, this.#claims);
        const { fence, seq, wakes, failures, crashes } = cursor;
        return { tenant, scope, handler, fence, seq, head: head.seq, wakes, failures, crashes };
      });
  }

  async renew(claim: ClaimKey, leaseMs: number): Promise<boolean> {
    const cursor = this.#held(claim);
    if (cursor === null || cursor.lease === null) return false;
    cursor.lease.until = this.#clock.now() + leaseMs;
    cursor.heldUntil = cursor.lease.until;
    return true;
  }

  async release(claim: ClaimKey, outcome: ReleaseOutcome): Promise<void> {
    const cursor = this.#held(claim);
    if (cursor === null) return;
    cursor.lease = null;
    cursor.retryAt = this.#clock.now() + outcome.retryMs;
    if (this.#rules.failures && outcome.kind === "failed") cursor.failures += 1;
  }

  async cursors(scope: ScopeRef): Promise<readonly CursorState[]> {
    const record = this.#scopes.get(keyOf(scope));
    return [...(record?.cursors.values() ?? [])].map(
      ({ handler, seq, wantedSeq, wakes, failures, crashes, lease }) => ({
        handler,
        seq,
        wantedSeq,
        wakes,
        failures,
        crashes,
        leased: lease !== null && lease.until > this.#clock.now(),
      }),
    );
  }

  async thought(scope: ScopeRef, digest: Digest): Promise<Thought | null> {
    return this.#scopes.get(keyOf(scope))?.thoughts.get(digest) ?? null;
  }

  async journal(scope: ScopeRef, thought: Thought): Promise<void> {
    checkText({ "a thought's answer": thought.answer });
    const record = this.#scopes.get(keyOf(scope));
    if (record === undefined) throw new SynodError("SYN_DATABASE_ERROR", `no scope ${keyOf(scope)}`);
    if (!record.thoughts.has(thought.digest)) record.thoughts.set(thought.digest, thought);
  }

  async fireTimers(now: IsoInstant, limit: number): Promise<readonly EventRecord[]> {
    const fired: EventRecord[] = [];
    for (const record of this.#scopes.values()) {
      for (const [name, timer] of record.timers) {
        if (timer.due > now || fired.length >= limit) continue;
        if (this.#rules.timersEnd) record.timers.delete(name);
        fired.push(appendTimer(record, timer, now));
      }
    }
    return fired;
  }

  async scopes(
    after: ScopeRef | null,
    limit: number,
  ): Promise<readonly (ScopeRef & { head: Head; state: MachineState })[]> {
    return [...this.#scopes.values()]
      .filter((record) => after === null || inOrder(after, record) < 0)
      .sort(inOrder)
      .slice(0, limit)
      .map(({ tenant, scope, head, state }) => ({ tenant, scope, head, state }));
  }

  async projection(scope: ScopeRef): Promise<Projection> {
    const record = this.#scopes.get(keyOf(scope));
    return { nodes: byRow(record?.nodes ?? []), edges: byRow(record?.edges ?? []) };
  }

  async ping(): Promise<void> {
    // Always there.
  }

  async close(): Promise<void> {
    // Nothing to let go.
  }

  /**
   * What is free to be claimed: one scope of each tenant before a second of any, the tenant that was served
   * longest ago first; within a tenant, what was held longest ago first.
   */
  #inTurn(handler: HandlerName, now: number, only: ScopeRef | undefined): readonly Free[] {
    const turns = new Map<string, number>();
    return this.#candidates(only)
      .flatMap((record): Free[] => {
        const cursor = record.cursors.get(handler);
        return cursor !== undefined && this.#isFree(cursor, now) ? [{ record, cursor, turn: 0 }] : [];
      })
      .sort((a, b) => a.cursor.heldUntil - b.cursor.heldUntil || inOrder(a.record, b.record))
      .map((free) => {
        const turn = turns.get(free.record.tenant) ?? 0;
        turns.set(free.record.tenant, turn + 1);
        return { ...free, turn };
      })
      .sort((a, b) => a.turn - b.turn || this.#lastServed(a) - this.#lastServed(b));
  }

  #lastServed({ record }: Free): number {
    return this.#served.get(record.tenant) ?? 0;
  }

  #candidates(only: ScopeRef | undefined): readonly ScopeRecord[] {
    if (only === undefined) return [...this.#scopes.values()];
    const record = this.#scopes.get(keyOf(only));
    return record === undefined ? [] : [record];
  }

  #held(claim: ClaimKey): CursorRecord | null {
    const cursor = this.#scopes.get(keyOf(claim))?.cursors.get(claim.handler);
    return cursor !== undefined && this.#holds(cursor, claim.fence) ? cursor : null;
  }

  #holds(cursor: CursorRecord, fence: number): boolean {
    return !this.#rules.fence || (cursor.fence === fence && cursor.lease !== null);
  }

  #mayMove(cursor: CursorRecord, { fence, leased }: CursorMove): boolean {
    if (leased) return this.#holds(cursor, fence);
    return !this.#rules.fence || (cursor.fence === fence && cursor.lease === null);
  }

  #isFree(cursor: CursorRecord, now: number): boolean {
    const leased = this.#rules.leases && cursor.lease !== null && cursor.lease.until > now;
    return hasWork(cursor) && cursor.retryAt <= now && !leased;
  }
}

interface Free {
  readonly record: ScopeRecord;
  readonly cursor: CursorRecord;
  /** How many scopes of the same tenant come before it. */
  readonly turn: number;
}

/** (tenant, scope), each by its bytes. */
function inOrder(a: ScopeRef, b: ScopeRef): number {
  if (a.tenant !== b.tenant) return a.tenant < b.tenant ? -1 : 1;
  if (a.scope === b.scope) return 0;
  return a.scope < b.scope ? -1 : 1;
}

function byRow<Row extends { readonly row: string }>(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => (a.row < b.row ? -1 : 1));
}
