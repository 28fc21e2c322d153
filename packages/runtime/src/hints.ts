import type { EventRecord, HandlerName, OpenedEvent } from "@synod/core";
import { parseEventBody, type Hint, type Random } from "@synod/contracts";

/** The hints that tell of appended events. */
export function hintsOf(records: readonly EventRecord[]): Hint[] {
  return records.map((record) => {
    const { tenant, scope, seq, id, type, body } = record;
    return {
      tenant,
      scope,
      seq,
      id,
      type,
      traceparent: parseEventBody(body).traceparent,
      generation: 0,
      body,
    };
  });
}

/** A hint for a handler that was woken without an event; `cause` is what the waking turn was about. */
export function wakeHint(
  cause: OpenedEvent,
  to: HandlerName,
  traceparent: string | null,
  random: Random,
): Hint {
  const { tenant, scope, seq, id, type } = cause;
  // Several turns may wake for the same event: each of their messages has an id of its own.
  const generation = 1 + Math.floor(random.next() * 2 ** 31);
  return { tenant, scope, seq, id, type, traceparent, generation, to, body: "{}" };
}
