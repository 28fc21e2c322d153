import { toSynodError, type EventRecord, type HandlerName, type OpenedEvent } from "@synod/core";
import { parseEventBody, type Claim, type CommitBatch, type CommitResult } from "@synod/contracts";
import type { WantedEvents } from "./case-cache.ts";
import { hintsOf, wakeHint } from "./hints.ts";
import type { TurnPorts } from "./turn.ts";

/** Where a commit left the cursor. */
export interface Committed {
  /** The claim as it stands now: another turn may go on with it if the lease was kept. */
  readonly claim: Claim;
  readonly kept: boolean;
  readonly more: boolean;
}

export interface CommitContext {
  readonly cause: OpenedEvent | null;
  readonly wanted: WantedEvents;
  readonly traceparent: string | null;
}

export type CommitEnd =
  | ({ readonly kind: "committed" } & Committed)
  | { readonly kind: "lease_lost" }
  /** `head`: how far the log goes now, if that is known. */
  | { readonly kind: "conflict"; readonly head: number | null }
  /** The event at `seq` has the idempotency key already. */
  | { readonly kind: "duplicate"; readonly key: string; readonly seq: number };

/** Commits, learns what became of it whatever happens to the answer, and tells the bus. */
export async function sendCommit(
  batch: CommitBatch,
  claim: Claim,
  context: CommitContext,
  ports: TurnPorts,
): Promise<CommitEnd> {
  const { tracer } = ports;
  const attributes = { handler: claim.handler, events: batch.events.length };
  const result = await tracer.span({ name: "commit", parent: context.traceparent, attributes }, () =>
    commit(batch, claim, ports),
  );
  switch (result.kind) {
    case "committed":
      ports.cache.absorb(batch, result.events);
      count(batch, claim, context, ports);
      await tell(batch, result, context, ports);
      return { kind: "committed", ...(await standing(batch, claim, result, ports)) };
    case "duplicate":
      return {
        kind: "duplicate",
        key: parseEventBody(result.event.body).idempotency_key ?? "",
        seq: result.event.seq,
      };
    case "conflict":
    case "lease_lost":
      return result;
    default:
      return result satisfies never;
  }
}

type Known = Exclude<CommitResult, { readonly kind: "committed" }> | CommittedOrFound;
/** `answer` null: the answer was lost, and the log shows that it is there. */
interface CommittedOrFound {
  readonly kind: "committed";
  readonly events: readonly EventRecord[];
  readonly answer: {
    readonly head: number;
    readonly more: boolean;
    readonly wakes: number;
    readonly woken: readonly HandlerName[];
  } | null;
}

async function commit(batch: CommitBatch, claim: Claim, ports: TurnPorts): Promise<Known> {
  try {
    const result = await ports.store.commit(batch);
    if (result.kind !== "committed") return result;
    const { events, head, more, wakes, woken } = result;
    return { kind: "committed", events, answer: { head: head.seq, more, wakes, woken } };
  } catch (thrown) {
    const error = toSynodError(thrown);
    if (error.code !== "SYN_COMMIT_UNKNOWN") throw error;
    const found = await lookUp(batch, claim, ports);
    // Not there: deciding again is right, and the fence refuses the second if the first comes after all.
    return found ?? { kind: "conflict", head: null };
  }
}

/** Whether a commit without an answer took place: its first event, or its cursor, is there or is not. */
async function lookUp(
  batch: CommitBatch,
  claim: Claim,
  { store }: TurnPorts,
): Promise<CommittedOrFound | null> {
  const { tenant, scope, cursor, events } = batch;
  const [first] = events;
  if (first !== undefined) {
    const afterSeq = batch.expected?.seq ?? 0;
    const loaded = await store.load({
      tenant,
      scope,
      afterSeq,
      eventsMax: events.length,
      bytesMax: LOOK_UP_BYTES_MAX,
    });
    if (loaded.events[0]?.id !== first.id) return null;
    return { kind: "committed", events: loaded.events.slice(0, events.length), answer: null };
  }
  // A wake moves nothing: taking it again is as good.
  if (cursor === null || cursor.seq <= claim.seq) return null;
  const cursors = await store.cursors({ tenant, scope });
  const seq = cursors.find(({ handler }) => handler === cursor.handler)?.seq ?? 0;
  return seq >= cursor.seq ? { kind: "committed", events: [], answer: null } : null;
}

const LOOK_UP_BYTES_MAX = 16 * 1024 * 1024;

async function standing(
  batch: CommitBatch,
  claim: Claim,
  { answer }: CommittedOrFound,
  { store }: TurnPorts,
): Promise<Committed> {
  const keepLease = batch.cursor?.keepLease ?? false;
  const seq = batch.cursor?.seq ?? claim.seq;
  if (answer === null) {
    // Its wakes are unknown, so this lease cannot go on: given back, and claimed anew.
    await store.release(claim, { kind: "deferred", retryMs: 0 });
    return { claim: { ...claim, seq }, kept: false, more: true };
  }
  const { head, more, wakes } = answer;
  const counts = seq > claim.seq ? { failures: 0, crashes: 0 } : {};
  const fence = batch.cursor?.leased === false ? claim.fence + 1 : claim.fence;
  return { claim: { ...claim, ...counts, fence, seq, head, wakes }, kept: keepLease, more };
}

function count(
  batch: CommitBatch,
  { handler }: Claim,
  { wanted }: CommitContext,
  { clock, meter }: TurnPorts,
): void {
  const last = wanted.events.at(-1);
  const latency = last === undefined ? null : Math.max(0, clock.now() - Date.parse(last.recorded_at)) / 1000;
  meter.committed(handler, batch.events.length, latency);
}

/** After the commit; a hint that is lost here is made up for by the sweep. */
async function tell(
  batch: CommitBatch,
  { events, answer }: CommittedOrFound,
  context: CommitContext,
  ports: TurnPorts,
): Promise<void> {
  const { bus, random, tracer, meter, logger } = ports;
  const { cause, traceparent } = context;
  const hints = hintsOf(events);
  const woken = answer?.woken ?? batch.wake;
  if (cause !== null) hints.push(...woken.map((handler) => wakeHint(cause, handler, traceparent, random)));
  if (hints.length === 0) return;
  try {
    const span = { name: "publish" as const, parent: traceparent, attributes: { hints: hints.length } };
    await tracer.span(span, () => bus.publish(hints));
  } catch (thrown) {
    const { code, detail } = toSynodError(thrown);
    meter.unpublished(hints.length);
    logger.warn(
      { code, cause: detail, tenant: batch.tenant, scope: batch.scope, hints: hints.length },
      "hints were not published",
    );
  }
}
