import type { Digest } from "../ids.ts";
import { linkHash } from "../log/chain.ts";
import { GENESIS_HASH, HASH_VERSION, type EventBody, type EventRecord } from "../log/event.ts";

/** The first event that does not hold, and why. */
export interface BadEvent {
  readonly seq: number;
  readonly reason: string;
}

/** What the next event must follow. */
export interface ChainPosition {
  readonly seq: number;
  readonly hash: Digest;
  readonly recordedAt: string;
}

export const CHAIN_START: ChainPosition = { seq: 0, hash: GENESIS_HASH, recordedAt: "" };

/** Checks one link: position, hashes, time, and that no column says anything else than the hashed body. */
export function checkLink(before: ChainPosition, record: EventRecord, body: EventBody): BadEvent | null {
  const bad = (reason: string): BadEvent => ({ seq: record.seq, reason });
  if (record.seq !== before.seq + 1) return bad(`follows ${before.seq}: an event is missing`);
  if (record.hash_version !== HASH_VERSION) return bad(`has the unknown hash version ${record.hash_version}`);
  if (record.prev_hash !== before.hash) return bad("does not name the hash of the event before it");
  if (linkHash(before.hash, record.seq, record.body) !== record.hash)
    return bad("does not hash to what is recorded");
  if (record.recorded_at < before.recordedAt) return bad("is recorded before the event before it");
  const columns: readonly (keyof EventBody & keyof EventRecord)[] = [
    "id",
    "tenant",
    "scope",
    "type",
    "recorded_at",
  ];
  const differing = columns.find((column) => body[column] !== record[column]);
  return differing === undefined ? null : bad(`its column ${differing} is not what was hashed`);
}
