import { SynodError, wantedBy, type HandlerName } from "@synod/core";
import type { Bus, Clock, Delivery, Hint, SubscribeOptions } from "@synod/contracts";
import { systemClock } from "../system-clock.ts";
import { HintQueue } from "./hint-queue.ts";

export interface MemoryBusOptions {
  /** Hints that may wait for one handler; more are dropped and counted. Default 10,000. */
  readonly waitingMax?: number;
  /** A delivery without an answer for so long is delivered again. Default 30 s. */
  readonly ackWaitMs?: number;
  readonly clock?: Clock;
}

export interface MemoryBus extends Bus {
  /** Hints dropped since a queue was full; the sweep makes up for them. */
  readonly dropped: number;
}

/** The bus in one process: a bounded queue per handler, shared by all who subscribe for it. */
export function createMemoryBus(options: MemoryBusOptions = {}): MemoryBus {
  const { waitingMax = 10_000, ackWaitMs = 30_000, clock = systemClock } = options;
  const closing = new AbortController();
  const queues = new Map<HandlerName, HintQueue>();

  function queueOf(handler: HandlerName): HintQueue {
    const queue =
      queues.get(handler) ?? new HintQueue({ waitingMax, ackWaitMs, clock, closed: closing.signal });
    queues.set(handler, queue);
    return queue;
  }

  function assertOpen(): void {
    if (closing.signal.aborted) throw new SynodError("SYN_BUS_UNAVAILABLE", "the bus is closed");
  }

  return {
    get dropped() {
      return [...queues.values()].reduce((sum, queue) => sum + queue.dropped, 0);
    },

    async publish(hints: readonly Hint[]) {
      assertOpen();
      for (const hint of hints) {
        const handlers = hint.to === undefined ? wantedBy(hint.type) : [hint.to];
        for (const handler of handlers) queueOf(handler).push(hint);
      }
    },

    async *subscribe(
      handler: HandlerName,
      { signal, inFlightMax }: SubscribeOptions,
    ): AsyncGenerator<Delivery> {
      assertOpen();
      yield* queueOf(handler).deliveries(AbortSignal.any([signal, closing.signal]), inFlightMax);
    },

    async ping() {
      assertOpen();
    },

    async close() {
      closing.abort();
    },
  };
}
