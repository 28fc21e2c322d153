import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EventId, EventType, HandlerName, ScopeId, TenantId } from "@synod/core";
import type { Bus, Delivery, Hint } from "@synod/contracts";

export interface BusUnderTest {
  /** A new bus whose unanswered deliveries come again after `ackWaitMs`. */
  readonly open: (options: { readonly ackWaitMs: number }) => Promise<Bus>;
}

const ACK_WAIT_MS = 500;
const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** What every bus must do: the runtime's consumer loop relies on each line. */
export function busConformance(name: string, { open }: BusUnderTest): void {
  describe(`bus conformance: ${name}`, () => {
    let bus: Bus;
    let stop: AbortController;

    beforeEach(async () => {
      bus = await open({ ackWaitMs: ACK_WAIT_MS });
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await bus.close();
    });

    const subscribe = (
      handler: HandlerName,
      inFlightMax = 16,
      signal = stop.signal,
    ): AsyncIterator<Delivery> => {
      const deliveries = bus.subscribe(handler, { signal, inFlightMax });
      return deliveries[Symbol.asyncIterator]();
    };

    it("answers a ping", async () => {
      await expect(bus.ping()).resolves.toBeUndefined();
    });

    it("brings a hint to each handler that wants its type, whole, and to no other", async () => {
      const sent = hint("transition.applied", { seq: 7, traceparent: TRACEPARENT });
      const other = hint("proposal.submitted", { seq: 8 });
      await bus.publish([sent, other]);
      for (const handler of ["drift", "planner", "status"] as const) {
        const delivery = await next(subscribe(handler));
        delivery.ack();
        expect(shapeOf(delivery)).toEqual({
          ...shapeOfHint(sent),
          traceparent: TRACEPARENT,
          redeliveries: 0,
        });
      }
      const forGovernor = await next(subscribe("governor"));
      forGovernor.ack();
      expect(forGovernor.seq).toBe(8);
    });

    it("brings a wake to the handler it names, and to nobody who wants the type", async () => {
      await bus.publish([
        { ...hint("transition.applied", { seq: 3 }), to: "tracker" },
        hint("transition.applied", { seq: 4 }),
      ]);
      const woken = await next(subscribe("tracker"));
      woken.ack();
      expect(woken.seq).toBe(3);
      const drift = await next(subscribe("drift"));
      drift.ack();
      expect(drift.seq).toBe(4);
    });

    it("keeps what was published before anyone subscribed", async () => {
      await bus.publish([hint("proposal.approved", { seq: 3 })]);
      const delivery = await next(subscribe("executor"));
      delivery.ack();
      expect(delivery.seq).toBe(3);
    });

    it("shares a handler's hints between its instances: each goes to one", async () => {
      const seen: number[] = [];
      const instances = [subscribe("governor"), subscribe("governor")];
      const all = Promise.withResolvers<void>();
      const consumers = instances.map(async (deliveries) => {
        for (let taken = await deliveries.next(); taken.done !== true; taken = await deliveries.next()) {
          taken.value.ack();
          seen.push(taken.value.seq);
          if (seen.length === 20) all.resolve();
        }
      });
      await bus.publish(
        Array.from({ length: 20 }, (_, index) => hint("proposal.submitted", { seq: index + 1 })),
      );
      await all.promise;
      stop.abort();
      await Promise.all(consumers);
      expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    });

    it("brings an unanswered hint again, and says that it is not the first time", async () => {
      await bus.publish([hint("proposal.submitted")]);
      const deliveries = subscribe("governor");
      const first = await next(deliveries);
      const second = await next(deliveries);
      second.ack();
      expect(first.redeliveries).toBe(0);
      expect(second).toMatchObject({ seq: first.seq, scope: first.scope, redeliveries: 1 });
    });

    it("brings a refused hint again after the delay asked for, not before", async () => {
      await bus.publish([hint("proposal.submitted")]);
      const deliveries = subscribe("governor");
      const first = await next(deliveries);
      const startMs = performance.now();
      first.nak(150);
      const second = await next(deliveries);
      second.ack();
      expect(second.redeliveries).toBe(1);
      // 5 ms for the grain of the timers on both sides.
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(145);
    });

    it("waits longer for one who says that it is working", async () => {
      await bus.publish([hint("proposal.submitted")]);
      const deliveries = subscribe("governor", 2);
      const first = await next(deliveries);
      const startMs = performance.now();
      const beat = setInterval(() => first.working(), ACK_WAIT_MS / 4);
      const again = next(deliveries);
      await Promise.race([again, new Promise((resolve) => setTimeout(resolve, ACK_WAIT_MS * 2))]);
      clearInterval(beat);
      (await again).ack();
      expect(performance.now() - startMs).toBeGreaterThan(ACK_WAIT_MS * 2);
    });

    it("leaves no more unanswered than asked for, and goes on after an answer", async () => {
      await bus.publish([1, 2, 3].map((seq) => hint("proposal.submitted", { seq })));
      const deliveries = subscribe("governor", 2);
      const held = [await next(deliveries), await next(deliveries)];
      const beat = setInterval(() => held.forEach((delivery) => delivery.working()), ACK_WAIT_MS / 4);
      let third: Delivery | null = null;
      const pending = next(deliveries).then((delivery) => (third = delivery));
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(third).toBeNull();
      held[0]?.ack();
      const taken = await pending;
      clearInterval(beat);
      taken.ack();
      held[1]?.ack();
      expect(new Set([...held, taken].map(({ seq }) => seq))).toEqual(new Set([1, 2, 3]));
    });

    it("gives what one subscriber left unanswered to the next", async () => {
      await bus.publish([hint("proposal.submitted", { seq: 5 })]);
      const leaving = new AbortController();
      const first = subscribe("governor", 4, leaving.signal);
      expect((await next(first)).seq).toBe(5);
      const ended = first.next();
      leaving.abort();
      expect((await ended).done).toBe(true);
      const delivery = await next(subscribe("governor"));
      delivery.ack();
      expect(delivery).toMatchObject({ seq: 5, redeliveries: 1 });
    });

    it("delivers a rebuild: the same event in a new generation comes again", async () => {
      const sent = hint("proposal.submitted", { seq: 9 });
      const deliveries = subscribe("governor");
      await bus.publish([sent]);
      (await next(deliveries)).ack();
      await bus.publish([{ ...sent, generation: 1 }]);
      const again = await next(deliveries);
      again.ack();
      expect(again).toMatchObject({ seq: 9, scope: sent.scope });
    });

    it("ends a subscription at once when it is no longer wanted", async () => {
      const waiting = subscribe("tracker").next();
      stop.abort();
      expect((await waiting).done).toBe(true);
    });

    it("takes a late answer in silence: a handler may finish after the bus was closed", async () => {
      await bus.publish([hint("proposal.submitted"), hint("proposal.submitted")]);
      const deliveries = subscribe("governor");
      const [first, second] = [await next(deliveries), await next(deliveries)];
      await bus.close();
      expect(() => {
        first.working();
        first.ack();
        second.nak(10);
      }).not.toThrow();
    });

    it("takes nothing after it was closed", async () => {
      await bus.close();
      await expect(bus.publish([hint("proposal.submitted")])).rejects.toMatchObject({
        code: "SYN_BUS_UNAVAILABLE",
      });
      await expect(bus.ping()).rejects.toMatchObject({ code: "SYN_BUS_UNAVAILABLE" });
    });
  });
}

/** A hint about a scope of its own. */
export function hint(type: EventType, over: Partial<Hint> = {}): Hint {
  return {
    tenant: "acme" as TenantId,
    scope: `case-${randomUUID().slice(0, 8)}` as ScopeId,
    seq: 1,
    id: randomUUID() as EventId,
    type,
    traceparent: null,
    generation: 0,
    body: "{}",
    ...over,
  };
}

async function next(deliveries: AsyncIterator<Delivery>): Promise<Delivery> {
  const taken = await deliveries.next();
  if (taken.done === true) throw new Error("the subscription ended");
  return taken.value;
}

function shapeOf({ tenant, scope, seq, type, traceparent, redeliveries }: Delivery): object {
  return { tenant, scope, seq, type, traceparent, redeliveries };
}

function shapeOfHint({ tenant, scope, seq, type, traceparent }: Hint): object {
  return { tenant, scope, seq, type, traceparent };
}
