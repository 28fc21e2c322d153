import {
  HASH_VERSION,
  linkHash,
  SynodError,
  timerEvent,
  wantedBy,
  type DueTimer,
  type EventRecord,
  type HandlerName,
  type Head,
  type IsoInstant,
  type MachineState,
} from "@synod/core";
import type { CommitBatch, CursorMove, NewEvent } from "@synod/contracts";
import type { StoreRules } from "./rules.ts";
import { cursorOf, type CursorRecord, type ScopeRecord } from "./scope-record.ts";

/** Throws SYN_CONFLICT if time would run backwards in the scope. */
export function refuseBackwards({ recordedAt }: Head, events: readonly NewEvent[]): void {
  let last = recordedAt;
  for (const event of events) {
    if (event.recordedAt < last)
      throw new SynodError("SYN_CONFLICT", `event ${event.id} is recorded before the one before it`);
    last = event.recordedAt;
  }
}

/** Links the events to the chain and raises the cursors of those who want them. */
export function append(record: ScopeRecord, batch: CommitBatch): EventRecord[] {
  const appended = batch.events.map((event) => link(record, event, batch.machine?.state));
  if (batch.machine !== null) {
    record.state = batch.machine.state;
    record.head = { ...record.head, epoch: batch.machine.epoch };
  }
  for (const key of batch.keys) record.keys.push({ seq: record.head.seq, key });
  return appended;
}

export function writeRows(record: ScopeRecord, { graph, deadLetters, timers }: CommitBatch): void {
  record.nodes.push(...graph.nodes);
  record.edges.push(...graph.edges);
  record.deadLetters.push(...deadLetters);
  for (const { handler, key, due } of timers) {
    const name = `${handler}/${key}`;
    if (due === null) record.timers.delete(name);
    else record.timers.set(name, { handler, key, due });
  }
}

/** Progress forgives what went wrong before it. */
export function moveCursor(cursor: CursorRecord, move: CursorMove, rules: StoreRules): void {
  if (move.seq > cursor.seq) {
    cursor.failures = 0;
    cursor.crashes = 0;
  }
  cursor.seq = Math.max(cursor.seq, move.seq);
  cursor.woken = Math.max(cursor.woken, move.wakes);
  cursor.retryAt = 0;
  if (!move.leased && rules.moveFence) cursor.fence += 1;
  if (!move.keepLease) cursor.lease = null;
}

/** Wakes whom the batch wants to, unless others have something to do first. Gives who was woken. */
export function wake(record: ScopeRecord, batch: CommitBatch): readonly HandlerName[] {
  const waits = batch.unlessWaiting.some((handler) => {
    const cursor = record.cursors.get(handler);
    return cursor !== undefined && cursor.wantedSeq > cursor.seq;
  });
  if (waits) return [];
  for (const handler of batch.wake) cursorOf(record, handler).wakes += 1;
  return batch.wake;
}

/** Appends the event of a timer that is due. */
export function appendTimer(
  record: ScopeRecord,
  timer: Omit<DueTimer, "tenant" | "scope">,
  now: IsoInstant,
): EventRecord {
  const { tenant, scope } = record;
  const { body, text } = timerEvent({ tenant, scope, ...timer }, record.head, now);
  const { id, type, recorded_at: recordedAt } = body;
  return link(record, { id, type, recordedAt, body: text, idempotencyKey: null });
}

function link(record: ScopeRecord, event: NewEvent, to: MachineState | null = null): EventRecord {
  const { tenant, scope, head } = record;
  const seq = head.seq + 1;
  const hash = linkHash(head.hash, seq, event.body);
  const appended: EventRecord = {
    tenant,
    scope,
    seq,
    id: event.id,
    type: event.type,
    hash_version: HASH_VERSION,
    recorded_at: event.recordedAt,
    body: event.body,
    prev_hash: head.hash,
    hash,
  };
  record.events.push(appended);
  record.head = { ...head, seq, hash, recordedAt: event.recordedAt };
  if (event.idempotencyKey !== null) record.byIdempotencyKey.set(event.idempotencyKey, appended);
  for (const handler of wantedBy(event.type, to)) cursorOf(record, handler).wantedSeq = seq;
  return appended;
}
