import { describe, expect, it } from "vitest";
import type { EventId, EventType, ScopeId, TenantId } from "@synod/core";
import type { Clock, Delivery, Hint } from "@synod/contracts";
import { createMemoryBus } from "./memory-bus.ts";

describe("the bus in memory", () => {
  it("drops and counts hints beyond its bound instead of growing", async () => {
    const bus = createMemoryBus({ waitingMax: 3 });
    await bus.publish([1, 2, 3, 4, 5].map((seq) => hint("proposal.submitted", seq)));
    expect(bus.dropped).toBe(2);
    expect(await seqs(bus.subscribe("governor", subscription()), 3)).toEqual([1, 2, 3]);
    await bus.close();
  });

  it("keeps each handler's queue apart: a slow one costs another nothing", async () => {
    const bus = createMemoryBus({ waitingMax: 2 });
    await bus.publish([1, 2, 3].map((seq) => hint("proposal.submitted", seq)));
    await bus.publish([hint("proposal.approved", 4)]);
    expect(await seqs(bus.subscribe("executor", subscription()), 1)).toEqual([4]);
    await bus.close();
  });

  it("lives by the clock it is given: nothing comes again before its time", async () => {
    const clock = new SteppedClock();
    const bus = createMemoryBus({ clock, ackWaitMs: 1_000 });
    const deliveries = bus.subscribe("governor", subscription())[Symbol.asyncIterator]();
    await bus.publish([hint("proposal.submitted", 1)]);
    const first = await take(deliveries);
    const again = deliveries.next();
    let came = false;
    void again.then(() => (came = true));
    clock.advance(999);
    await settle();
    expect(came).toBe(false);
    clock.advance(1);
    expect((await again).value).toMatchObject({ seq: 1, redeliveries: 1 });
    expect(first.redeliveries).toBe(0);
    await bus.close();
  });

  it("takes no answer for a delivery that was given to another meanwhile", async () => {
    const clock = new SteppedClock();
    const bus = createMemoryBus({ clock, ackWaitMs: 1_000 });
    const deliveries = bus.subscribe("governor", subscription())[Symbol.asyncIterator]();
    await bus.publish([hint("proposal.submitted", 1)]);
    const first = await take(deliveries);
    clock.advance(1_000);
    const second = await take(deliveries);
    first.ack();
    clock.advance(1_000);
    const third = await take(deliveries);
    expect([second.redeliveries, third.redeliveries]).toEqual([1, 2]);
    third.ack();
    await bus.close();
  });

  it("frees the place of a delivery that was never answered", async () => {
    const clock = new SteppedClock();
    const bus = createMemoryBus({ clock, ackWaitMs: 1_000 });
    const all = bus.subscribe("governor", { ...subscription(), inFlightMax: 1 });
    const deliveries = all[Symbol.asyncIterator]();
    await bus.publish([hint("proposal.submitted", 1), hint("proposal.submitted", 2)]);
    await take(deliveries);
    clock.advance(1_000);
    expect((await take(deliveries)).seq).toBe(2);
    await bus.close();
  });

  it("ends every subscription when it is closed", async () => {
    const bus = createMemoryBus();
    const waiting = bus.subscribe("governor", subscription())[Symbol.asyncIterator]().next();
    await bus.close();
    expect((await waiting).done).toBe(true);
  });
});

class SteppedClock implements Clock {
  #nowMs = 0;
  readonly #sleepers = new Set<{ readonly atMs: number; readonly wake: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = { atMs: this.#nowMs + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => resolve());
    });
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const sleeper of this.#sleepers) if (sleeper.atMs <= this.#nowMs) sleeper.wake();
  }
}

function subscription(): { readonly signal: AbortSignal; readonly inFlightMax: number } {
  return { signal: new AbortController().signal, inFlightMax: 10 };
}

function hint(type: EventType, seq: number): Hint {
  const id = `00000000-0000-4000-8000-${String(seq).padStart(12, "0")}` as EventId;
  return {
    tenant: "acme" as TenantId,
    scope: "crane" as ScopeId,
    seq,
    id,
    type,
    traceparent: null,
    generation: 0,
    body: "{}",
  };
}

async function take(deliveries: AsyncIterator<Delivery>): Promise<Delivery> {
  const taken = await deliveries.next();
  if (taken.done === true) throw new Error("the subscription ended");
  return taken.value;
}

async function seqs(deliveries: AsyncIterable<Delivery>, count: number): Promise<number[]> {
  const iterator = deliveries[Symbol.asyncIterator]();
  const taken: number[] = [];
  while (taken.length < count) {
    const delivery = await take(iterator);
    delivery.ack();
    taken.push(delivery.seq);
  }
  return taken;
}

/** Lets everything that is ready run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
