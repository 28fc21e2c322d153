import type { ErrorCode, HandlerName } from "@synod/core";

/** What the loop counts. The service host turns it into Prometheus metrics; elsewhere nobody listens. */
export interface Meter {
  turn(handler: HandlerName, end: "committed" | "lease_lost" | "failed", seconds: number): void;
  /** `latencySeconds`: from the commit of the event dealt with to this one; null for a wake. */
  committed(handler: HandlerName, events: number, latencySeconds: number | null): void;
  conflict(handler: HandlerName): void;
  failed(handler: HandlerName, code: ErrorCode): void;
  deferred(handler: HandlerName, code: ErrorCode): void;
  deadLettered(handler: HandlerName, code: string): void;
  /** `found`: the journal had it. */
  thought(handler: HandlerName, how: "asked" | "found"): void;
  activation(handler: HandlerName, active: boolean, seconds: number): void;
  unpublished(hints: number): void;
}

export const NO_METER: Meter = {
  turn: () => undefined,
  committed: () => undefined,
  conflict: () => undefined,
  failed: () => undefined,
  deferred: () => undefined,
  deadLettered: () => undefined,
  thought: () => undefined,
  activation: () => undefined,
  unpublished: () => undefined,
};
