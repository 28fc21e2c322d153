import { canonicalJson } from "../crypto/canonical-json.ts";
import { digestOf } from "../crypto/digest.ts";
import type { HandlerName } from "../flow/subscriptions.ts";
import type { EventId, IsoInstant, ScopeRef } from "../ids.ts";
import { recordedAtAfter, SCHEMA_VERSION, type FinishedEvent } from "./draft.ts";
import type { EventBody, Head } from "./event.ts";

/** A durable timer that is due. */
export interface DueTimer extends ScopeRef {
  readonly handler: HandlerName;
  readonly key: string;
  readonly due: IsoInstant;
}

/** The event of a timer. Its id is made of what it says: firing the same timer again is the same event. */
export function timerEvent(
  { tenant, scope, handler, key, due }: DueTimer,
  head: Head,
  now: IsoInstant,
): FinishedEvent {
  const digest = digestOf({ tenant, scope, handler, key, due, after: head.seq });
  // RFC 9562, version 8: a UUID whose bits are the program's own.
  const id = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join("-") as EventId;
  const body: EventBody<"timer.fired"> = {
    id,
    tenant,
    scope,
    type: "timer.fired",
    schema_version: SCHEMA_VERSION,
    actor: "service:tracker",
    causation_id: null,
    correlation_id: id,
    traceparent: null,
    idempotency_key: null,
    recorded_at: recordedAtAfter(head, now),
    data: { handler, key, due },
    sealed: null,
  };
  return { body, text: canonicalJson(body) };
}
