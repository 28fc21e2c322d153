import type { Keyring } from "../crypto/keyring.ts";
import { unseal } from "../crypto/seal.ts";
import { SynodError } from "../errors/synod-error.ts";
import type { Digest } from "../ids.ts";
import type { EventBody, OpenedEvent } from "./event.ts";

/** What a sealed part is after opening: its content, or the knowledge that its key is gone. */
export interface Opened {
  readonly content: unknown;
  readonly erased: boolean;
}

/** Opens the sealed part of a body, if it has one. Throws SYN_LOG_BROKEN if it does not decrypt. */
export function openSealed(body: EventBody, keyring: Keyring): Opened {
  if (body.sealed === null) return { content: null, erased: false };
  const key = keyring.find(body.sealed.document);
  if (key === "erased") return { content: null, erased: true };
  if (key === "unknown")
    throw new SynodError("SYN_LOG_BROKEN", `no key for document ${body.sealed.document}`);
  return { content: JSON.parse(unseal(body.sealed, key)), erased: false };
}

/** A parsed body with its place in the log and its sealed part opened. */
export function openEvent(body: EventBody, seq: number, hash: Digest, keyring: Keyring): OpenedEvent {
  const { content, erased } = openSealed(body, keyring);
  // Body and content were checked by the schema of the event's own type when it was appended;
  // the chain proves that they are those bytes.
  return { ...body, seq, hash, content, erased } as OpenedEvent;
}
