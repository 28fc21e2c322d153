import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  wrap,
} from "cockatiel";
import { SynodError, toSynodError, type ErrorCode } from "@synod/core";
import type { Analyst, Authorizer, Blobs } from "@synod/contracts";
import type { BreakerState } from "./metrics.ts";

export interface BreakerOptions {
  /** The dependency's name in errors and metrics. */
  readonly name: string;
  /** Calls under way at a time, and calls that may wait for their turn. */
  readonly concurrentMax: number;
  readonly waitingMax: number;
  /** Failures in a row that open the circuit. */
  readonly failuresMax: number;
  /** How long it stays open at first; twice as long each time, up to thirty times. Milliseconds. */
  readonly openMs: number;
  readonly onState?: (state: BreakerState) => void;
}

export const BREAKER_DEFAULTS = {
  concurrentMax: 32,
  waitingMax: 256,
  failuresMax: 5,
  openMs: 1_000,
} as const;

/** Calls a dependency, or refuses to for a while after it failed: SYN_CIRCUIT_OPEN, SYN_OVERLOADED. */
export type Guard = <Result>(call: () => Promise<Result>) => Promise<Result>;

/** What says that the dependency itself is ill; an answer like "not found" is a sign of health. */
const SYMPTOMS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "SYN_BLOBS_UNAVAILABLE",
  "SYN_AUTHORIZER_UNAVAILABLE",
  "SYN_MODEL_UNAVAILABLE",
  "SYN_TIMEOUT",
]);

export function createGuard({
  name,
  concurrentMax,
  waitingMax,
  failuresMax,
  openMs,
  onState,
}: BreakerOptions): Guard {
  const isSymptom = handleWhen((error) => SYMPTOMS.has(toSynodError(error).code));
  const halfOpenAfter = new ExponentialBackoff({ initialDelay: openMs, maxDelay: openMs * 30 });
  const breaker = circuitBreaker(isSymptom, { halfOpenAfter, breaker: new ConsecutiveBreaker(failuresMax) });
  onState?.("closed");
  breaker.onStateChange((state) => onState?.(nameOf(state)));
  const policy = wrap(bulkhead(concurrentMax, waitingMax), breaker);
  return async (call) => {
    try {
      return await policy.execute(call);
    } catch (error) {
      if (error instanceof BrokenCircuitError)
        throw new SynodError("SYN_CIRCUIT_OPEN", name, { cause: error });
      if (error instanceof BulkheadRejectedError)
        throw new SynodError("SYN_OVERLOADED", name, { cause: error });
      throw error;
    }
  };
}

export function guardedBlobs(inner: Blobs, guard: Guard): Blobs {
  return {
    put: (tenant, digest, bytes, signal) => guard(() => inner.put(tenant, digest, bytes, signal)),
    get: (tenant, digest, signal) => guard(() => inner.get(tenant, digest, signal)),
    has: (tenant, digest) => guard(() => inner.has(tenant, digest)),
    // Health is asked of the dependency, not of the breaker.
    ping: () => inner.ping(),
    close: () => inner.close(),
  };
}

export function guardedAuthorizer(inner: Authorizer, guard: Guard): Authorizer {
  return {
    modelDigest: inner.modelDigest,
    check: (tuple, signal) => guard(() => inner.check(tuple, signal)),
    provision: (scope, signal) => guard(() => inner.provision(scope, signal)),
    ping: () => inner.ping(),
    close: () => inner.close(),
  };
}

export function guardedAnalyst(inner: Analyst, guard: Guard): Analyst {
  return { id: inner.id, read: (document, signal) => guard(() => inner.read(document, signal)) };
}

function nameOf(state: CircuitState): BreakerState {
  switch (state) {
    case CircuitState.Closed:
      return "closed";
    case CircuitState.HalfOpen:
      return "half_open";
    case CircuitState.Open:
    case CircuitState.Isolated:
      return "open";
    default:
      return state satisfies never;
  }
}
