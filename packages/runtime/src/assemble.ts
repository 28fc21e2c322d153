import {
  finishDrafts,
  linkHash,
  openEvent,
  OUTSIDE_ROUNDS,
  projectionOf,
  stateAfter,
  SynodError,
  wantedBy,
  GENESIS_HASH,
  HANDLERS,
  type EventDraft,
  type EventId,
  type FinishedEvent,
  type HandlerName,
  type IsoInstant,
  type OpenedEvent,
  type Projection,
} from "@synod/core";
import {
  BYTES_PER_COMMIT_MAX,
  EVENTS_PER_COMMIT_MAX,
  type CommitBatch,
  type CursorMove,
  type DeadLetterRow,
  type NewEvent,
  type Random,
  type TimerChange,
} from "@synod/contracts";
import type { CachedCase } from "./case-cache.ts";
import type { AnyHandler } from "./handler.ts";

/** What a turn decided, ready to be made into one commit. */
export interface Decided {
  readonly handler: AnyHandler;
  readonly cached: CachedCase;
  readonly drafts: readonly EventDraft[];
  /** The event the turn is about; null: the scope's first turn has none. */
  readonly cause: OpenedEvent | null;
  readonly traceparent: string | null;
  readonly recordedAt: IsoInstant;
  readonly cursor: CursorMove;
  readonly timers: readonly TimerChange[];
  readonly deadLetters: readonly DeadLetterRow[];
}

/**
 * One commit with everything that belongs to it: bodies, chain position, machine, projected rows, cursor
 * and whom to wake. Throws SYN_COMMIT_TOO_LARGE.
 */
export function assembleCommit(decided: Decided, random: Random): CommitBatch {
  const { handler, cached, drafts, cursor } = decided;
  const finished = drafts.flatMap((draft) => finishDrafts([draft], contextOf(draft, decided, random)));
  assertBounds(finished);
  const opened = openAll(finished, cached);
  return {
    tenant: cached.state.tenant,
    scope: cached.state.scope,
    role: handler.role,
    expected: cached.state.head,
    events: finished.map(asNewEvent),
    cursor,
    wake: wakesTracker(handler.name, drafts) ? ["tracker"] : [],
    unlessWaiting: OF_A_ROUND,
    machine: machineAfter(drafts),
    keys: [],
    graph: joined(opened.map(projectionOf)),
    timers: decided.timers,
    deadLetters: decided.deadLetters,
  };
}

function contextOf(draft: EventDraft, decided: Decided, random: Random) {
  const { handler, cached, recordedAt } = decided;
  const origin = originOf(draft, decided);
  return {
    scope: { tenant: cached.state.tenant, scope: cached.state.scope },
    actor: handler.role === "agents" ? `role:${handler.name}` : `service:${handler.name}`,
    cause: origin === null ? null : { id: origin.id, correlationId: origin.correlation_id },
    // The turn's own span belongs to the trace of the turn's cause; what has another origin joins that one.
    traceparent: origin === decided.cause ? decided.traceparent : (origin?.traceparent ?? null),
    recordedAt,
    keyring: cached.keyring,
    nextId: () => random.uuid() as EventId,
  };
}

/** The event that a draft follows from: the one it names, the receipt it admits, or the turn's cause. */
function originOf(draft: EventDraft, { cached, cause }: Decided): OpenedEvent | null {
  const { causedBy } = draft;
  if (causedBy !== undefined && causedBy !== cause?.id) {
    return cached.tail.find(({ id }) => id === causedBy) ?? cause;
  }
  if (draft.type === "context.added") {
    const { received_seq } = draft.data;
    return cached.tail.find(({ seq }) => seq === received_seq) ?? cause;
  }
  return cause;
}

function assertBounds(finished: readonly FinishedEvent[]): void {
  if (finished.length > EVENTS_PER_COMMIT_MAX) {
    throw new SynodError(
      "SYN_COMMIT_TOO_LARGE",
      `${finished.length} events, at most ${EVENTS_PER_COMMIT_MAX}`,
    );
  }
  const bytes = finished.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (bytes > BYTES_PER_COMMIT_MAX) {
    throw new SynodError("SYN_COMMIT_TOO_LARGE", `${bytes} bytes, at most ${BYTES_PER_COMMIT_MAX}`);
  }
}

/** The events as they will stand in the log: their hashes follow from the head the batch is decided on. */
function openAll(finished: readonly FinishedEvent[], { state, keyring }: CachedCase): OpenedEvent[] {
  let { seq, hash } = state.head ?? { seq: 0, hash: GENESIS_HASH };
  return finished.map(({ body, text }) => {
    seq += 1;
    hash = linkHash(hash, seq, text);
    return openEvent(body, seq, hash, keyring);
  });
}

function asNewEvent({ body, text }: FinishedEvent): NewEvent {
  const { id, type, recorded_at: recordedAt, idempotency_key: idempotencyKey } = body;
  return { id, type, recordedAt, body: text, idempotencyKey };
}

const OF_A_ROUND = HANDLERS.filter((handler) => !OUTSIDE_ROUNDS.has(handler));

/**
 * The tracker must look when the last handler of the round is done and nobody else has work because of it: a
 * cursor that moves without such an event tells nobody that the scope came to rest.
 */
function wakesTracker(handler: HandlerName, drafts: readonly EventDraft[]): boolean {
  if (OUTSIDE_ROUNDS.has(handler)) return false;
  return !drafts.some((draft) =>
    wantedBy(draft.type, stateAfter(draft)).some(
      (wanting) => wanting === "tracker" || !OUTSIDE_ROUNDS.has(wanting),
    ),
  );
}

function machineAfter(drafts: readonly EventDraft[]): CommitBatch["machine"] {
  const last = drafts.findLast((draft) => draft.type === "transition.applied");
  return last?.type === "transition.applied" ? { state: last.data.to, epoch: last.data.epoch } : null;
}

function joined(projections: readonly Projection[]): Projection {
  return {
    nodes: projections.flatMap(({ nodes }) => nodes),
    edges: projections.flatMap(({ edges }) => edges),
  };
}
