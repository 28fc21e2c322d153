import {
  GENESIS_HASH,
  HASH_VERSION,
  wantedBy,
  type Digest,
  type DueTimer,
  type EventRecord,
} from "@synod/core";
import type { CommitBatch } from "@synod/contracts";
import { z } from "zod";
import { digest, eventRow, handlerName, headRow, integer } from "./rows.ts";

/** What synod.commit is given, as text of JSON. */
export function commitDocument(batch: CommitBatch, fires: DueTimer | null): string {
  const { tenant, scope, expected, events, cursor, machine, keys, graph, timers, deadLetters } = batch;
  return JSON.stringify({
    tenant,
    scope,
    expectedSeq: expected?.seq ?? 0,
    events: events.map((event) => ({ ...event, wantedBy: wantedBy(event.type, machine?.state) })),
    cursor,
    wake: batch.wake,
    unlessWaiting: batch.unlessWaiting,
    machine,
    keys,
    nodes: graph.nodes,
    edges: graph.edges,
    timers,
    deadLetters,
    fires,
  });
}

/** What synod.commit answers. */
export const commitResultRow = z.object({
  result: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("committed"),
      hashes: z.array(digest),
      head: headRow,
      more: z.boolean(),
      wakes: integer,
      woken: z.array(handlerName),
    }),
    z.object({ kind: z.literal("conflict"), head: integer.nullable() }),
    z.object({ kind: z.literal("lease_lost") }),
    z.object({ kind: z.literal("duplicate"), event: eventRow }),
  ]),
});

/** The appended records: bodies need not travel back, only their hashes. */
export function committedEvents(
  { tenant, scope, events, expected }: CommitBatch,
  hashes: readonly Digest[],
): readonly EventRecord[] {
  const before = expected?.seq ?? 0;
  return events.map(({ id, type, recordedAt, body }, index) => ({
    tenant,
    scope,
    seq: before + index + 1,
    id,
    type,
    hash_version: HASH_VERSION,
    recorded_at: recordedAt,
    body,
    prev_hash: hashes[index - 1] ?? expected?.hash ?? GENESIS_HASH,
    hash: hashes[index] ?? GENESIS_HASH,
  }));
}
