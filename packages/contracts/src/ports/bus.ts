import type { EventId, EventType, HandlerName, ScopeRef } from "@synod/core";

/**
 * The wake-up bus: a message only hints that a scope has events. It may be lost, doubled, late or out
 * of order without harm. Adapters: in process, NATS JetStream; the simulator wraps the former.
 */
export interface Bus {
  /** Resolves when the bus has them. Rejects with SYN_BUS_UNAVAILABLE; the sweep makes up for lost ones. */
  publish(hints: readonly Hint[]): Promise<void>;
  /** Hints for one handler, shared by all its instances. Ends when `signal` aborts. */
  subscribe(handler: HandlerName, options: SubscribeOptions): AsyncIterable<Delivery>;
  /** Resolves if the bus answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Hint extends ScopeRef {
  readonly seq: number;
  readonly id: EventId;
  readonly type: EventType;
  readonly traceparent: string | null;
  /** Distinguishes a rebuild or redrive from the first publication; part of the message id. */
  readonly generation: number;
  /** Only for this handler, although it may not want the type: a wake without an event of its own. */
  readonly to?: HandlerName;
  /** The event as CloudEvents 1.0 data for outside listeners: canonical body text. */
  readonly body: string;
}

export interface SubscribeOptions {
  readonly signal: AbortSignal;
  /** Deliveries that may be unacknowledged at a time. */
  readonly inFlightMax: number;
}

export interface Delivery extends ScopeRef {
  readonly seq: number;
  readonly type: EventType;
  readonly traceparent: string | null;
  readonly redeliveries: number;
  ack(): void;
  nak(delayMs: number): void;
  working(): void;
}
