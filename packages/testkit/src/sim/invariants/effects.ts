import type { OpenedEvent } from "@synod/core";

/** Effects that happened more than once, in words (I2). */
export function doubledEffects(events: readonly OpenedEvent[]): string[] {
  const first = new Map<string, number>();
  const doubled: string[] = [];
  for (const event of events) {
    for (const effect of effectsOf(event)) {
      const before = first.get(effect);
      if (before === undefined) first.set(effect, event.seq);
      else doubled.push(`I2: ${effect} happened at ${before} and again at ${event.seq}`);
    }
  }
  return doubled;
}

/** What an event does that may be done once; and its idempotency key, whatever it does. */
function effectsOf(event: OpenedEvent): string[] {
  const key = event.idempotency_key === null ? [] : [`key ${event.idempotency_key}`];
  const effect = effectOf(event);
  return effect === null ? key : [...key, effect];
}

function effectOf(event: OpenedEvent): string | null {
  switch (event.type) {
    case "scope.provisioned":
      return null;
    case "document.duplicated":
      return `another name ${event.data.name} of ${event.data.document}`;
    case "document.read":
      return `reading of receipt ${event.data.received_seq}`;
    case "context.added":
      return `admission of receipt ${event.data.received_seq}`;
    case "proposal.submitted":
      return `proposal ${event.data.proposal}`;
    case "proposal.approved":
    case "proposal.rejected":
    case "proposal.held":
      return `decision on ${event.data.proposal}`;
    case "knowledge.changed":
    case "transition.applied":
    case "proposal.superseded":
      return `outcome of ${event.data.proposal}`;
    case "round.closed":
      return `closing of round ${event.data.round}`;
    case "finality.certified":
      return `certificate of the evaluation at ${event.data.evaluated_seq}`;
    case "delivery.dead_lettered":
      return `dead letter of ${event.data.event_seq} for ${event.data.handler}`;
    case "timer.fired":
      return `timer ${event.data.handler} ${event.data.key} due ${event.data.due}`;
    default:
      return null;
  }
}
