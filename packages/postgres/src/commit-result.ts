import { GENESIS_HASH, HASH_VERSION, type EventRecord, type Head } from "@synod/core";
import type { CommitBatch } from "@synod/contracts";
import { z } from "zod";
import { digest, eventRow, integer } from "./rows.ts";

/** What synod.commit answers. */
export const commitResultRow = z.object({
  result: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("committed"), hashes: z.array(digest), more: z.boolean(), wakes: integer }),
    z.object({ kind: z.literal("conflict") }),
    z.object({ kind: z.literal("lease_lost") }),
    z.object({ kind: z.literal("duplicate"), event: eventRow }),
  ]),
});

/** The appended records and the head after them: bodies need not travel back, only their hashes. */
export function committedEvents(
  { tenant, scope, events, expected, machine }: CommitBatch,
  hashes: z.output<typeof digest>[],
): { readonly head: Head; readonly events: readonly EventRecord[] } {
  let head: Head = expected ?? { seq: 0, hash: GENESIS_HASH, epoch: 0, recordedAt: "" as Head["recordedAt"] };
  const records = events.map(({ id, type, recordedAt, body }, index): EventRecord => {
    const before = head;
    const seq = before.seq + 1;
    const hash = hashes[index] ?? GENESIS_HASH;
    head = { ...before, seq, hash, recordedAt };
    return {
      tenant,
      scope,
      seq,
      id,
      type,
      hash_version: HASH_VERSION,
      recorded_at: recordedAt,
      body,
      prev_hash: before.hash,
      hash,
    };
  });
  if (machine !== null) head = { ...head, epoch: machine.epoch };
  return { head, events: records };
}
