import type { EventType } from "../log/catalog.ts";

/**
 * Who wakes for what: the whole map of the swarm. An append raises `wanted_seq` of the cursors of
 * those who subscribe, in the same transaction, so that "at rest" is a look at a few rows.
 */
export const SUBSCRIPTIONS = {
  provisioner: ["scope.configured"],
  "facts-reader": ["document.received"],
  facts: [
    "context.added",
    "knowledge.changed",
    "transition.applied",
    "proposal.rejected",
    "proposal.superseded",
  ],
  drift: ["transition.applied"],
  planner: ["context.added", "transition.applied"],
  status: ["transition.applied"],
  governor: ["proposal.submitted"],
  executor: ["proposal.approved"],
  tracker: [
    "scope.configured",
    "scope.provisioned",
    "document.received",
    "document.read",
    "context.added",
    "proposal.rejected",
    "proposal.held",
    "proposal.superseded",
    "knowledge.changed",
    "transition.applied",
    "finality.evaluated",
    "timer.fired",
    "delivery.dead_lettered",
  ],
} as const satisfies Record<string, readonly EventType[]>;

export type HandlerName = keyof typeof SUBSCRIPTIONS;

export const HANDLERS = Object.keys(SUBSCRIPTIONS) as readonly HandlerName[];

const WANTED_BY: ReadonlyMap<EventType, readonly HandlerName[]> = invert();

/** The handlers that want events of `type`. */
export function wantedBy(type: EventType): readonly HandlerName[] {
  return WANTED_BY.get(type) ?? [];
}

/** True if `handler` subscribes to `type`. */
export function wants(handler: HandlerName, type: EventType): boolean {
  return wantedBy(type).includes(handler);
}

/**
 * Handlers that may run ahead of the rounds: reading documents that still wait is no work of the
 * round that is open, and the tracker itself cannot wait for itself.
 */
export const OUTSIDE_ROUNDS: ReadonlySet<HandlerName> = new Set(["facts-reader", "provisioner", "tracker"]);

function invert(): Map<EventType, HandlerName[]> {
  const byType = new Map<EventType, HandlerName[]>();
  for (const handler of HANDLERS) {
    for (const type of SUBSCRIPTIONS[handler]) {
      byType.set(type, [...(byType.get(type) ?? []), handler]);
    }
  }
  return byType;
}
