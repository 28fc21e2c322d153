import { SynodError, type Digest, type IsoInstant } from "@synod/core";
import type { AccessStore, Clock, StoredResponse } from "@synod/contracts";
import type { Caller } from "./authenticate.ts";

export interface IdempotentCall {
  readonly access: AccessStore;
  readonly clock: Pick<Clock, "now">;
  readonly caller: Caller;
  readonly route: string;
  /** The Idempotency-Key header, or what stands for it. */
  readonly key: string;
  /** Digest of the parsed content. */
  readonly content: Digest;
}

/** A request that did not end within this may be taken over by the next one like it. */
const IN_FLIGHT_MS = 30_000;

/**
 * Does the work once for each key of a holder and route: the same content again gives the same answer for
 * 24 h. Rejects with SYN_IDEMPOTENCY_CONFLICT for other content, SYN_IDEMPOTENCY_IN_FLIGHT while it runs.
 */
export async function idempotent(
  call: IdempotentCall,
  work: () => Promise<StoredResponse>,
): Promise<StoredResponse> {
  const { access, caller, route, key, content } = call;
  const request = { tenant: caller.scope.tenant, holder: caller.key.id, route, key, content };
  const now = new Date(call.clock.now()).toISOString() as IsoInstant;
  const reservation = await access.reserve(request, now, IN_FLIGHT_MS);
  switch (reservation.kind) {
    case "answered":
      return reservation.response;
    case "conflict":
      throw new SynodError("SYN_IDEMPOTENCY_CONFLICT", key);
    case "in_flight":
      throw new SynodError("SYN_IDEMPOTENCY_IN_FLIGHT", key);
    case "taken":
      break;
    default:
      return reservation satisfies never;
  }
  try {
    const response = await work();
    await access.complete(request, response);
    return response;
  } catch (error) {
    // What failed may be tried again under the same key.
    await access.abandon(request).catch(() => undefined);
    throw error;
  }
}
