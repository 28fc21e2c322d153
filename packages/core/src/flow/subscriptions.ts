import type { EventType } from "../log/catalog.ts";
import type { EventDraft } from "../log/event.ts";
import type { MachineState } from "./machine.ts";

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
    // Of what happens in a round it hears by a wake, from whoever is the last to be done with it.
    "scope.configured",
    "scope.provisioned",
    "document.read",
    "proposal.held",
    "finality.evaluated",
    "timer.fired",
    "delivery.dead_lettered",
  ],
} as const satisfies Record<string, readonly EventType[]>;

export type HandlerName = keyof typeof SUBSCRIPTIONS;

export const HANDLERS = Object.keys(SUBSCRIPTIONS) as readonly HandlerName[];

/** Whoever subscribes to transitions acts in one state: in every other its activation would say no. */
const ACTS_IN: Partial<Readonly<Record<HandlerName, MachineState>>> = {
  facts: "ContextIngested",
  drift: "FactsExtracted",
  planner: "DriftChecked",
  status: "DriftChecked",
};

const WANTED_BY: ReadonlyMap<EventType, readonly HandlerName[]> = invert();

/** The handlers that want events of `type`; of a transition, if `to` is given, those that want one to that state. */
export function wantedBy(type: EventType, to: MachineState | null = null): readonly HandlerName[] {
  const handlers = WANTED_BY.get(type) ?? [];
  if (type !== "transition.applied" || to === null) return handlers;
  return handlers.filter((handler) => ACTS_IN[handler] === to);
}

/** True if `handler` subscribes to `type`. */
export function wants(handler: HandlerName, type: EventType): boolean {
  return wantedBy(type).includes(handler);
}

/** True if `handler` wants this very event. */
export function wantsEvent(handler: HandlerName, event: Pick<EventDraft, "type" | "data">): boolean {
  return wantedBy(event.type, stateAfter(event)).includes(handler);
}

/** The state that an event leads to, if it is a transition. */
export function stateAfter({ type, data }: Pick<EventDraft, "type" | "data">): MachineState | null {
  return type === "transition.applied" && "to" in data ? data.to : null;
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
