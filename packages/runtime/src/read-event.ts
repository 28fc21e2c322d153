import {
  checkLink,
  HASH_VERSION,
  openEvent,
  SynodError,
  type ChainPosition,
  type EventRecord,
  type Keyring,
  type OpenedEvent,
} from "@synod/core";
import { parseEventBody } from "@synod/contracts";

/**
 * A row of the log as handlers read it. `before`: the position it must follow, or null if the link was
 * checked already. Throws SYN_EVENT_UNKNOWN for what a newer version wrote, SYN_LOG_BROKEN for what was
 * changed.
 */
export function readEvent(record: EventRecord, before: ChainPosition | null, keyring: Keyring): OpenedEvent {
  if (record.hash_version > HASH_VERSION) {
    throw new SynodError("SYN_EVENT_UNKNOWN", `event ${record.seq} has hash version ${record.hash_version}`);
  }
  const body = parseEventBody(record.body);
  const bad = before === null ? null : checkLink(before, record, body);
  if (bad !== null) {
    throw new SynodError(
      "SYN_LOG_BROKEN",
      `${record.tenant}/${record.scope}: event ${bad.seq} ${bad.reason}`,
    );
  }
  return openEvent(body, record.seq, record.hash, keyring);
}
