import { wantedBy, type HandlerName, type ScopeRef } from "@synod/core";
import type { Bus, Delivery, Hint, SubscribeOptions } from "@synod/contracts";
import type { SimulatedProcess } from "./process.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** What may happen to a hint. Probabilities, and simulated milliseconds. */
export interface BusFaultRates {
  readonly lost: number;
  readonly doubled: number;
  readonly late: number;
  readonly ackLost: number;
}

export type BusFault = "hint_lost" | "hint_doubled" | "hint_late" | "ack_lost" | "bus_lost";

const DELAY_MS_MAX = 20;
const LATE_MS_MAX = 3_000;
const ACK_WAIT_MS = 5_000;
const REDELIVERIES_MAX = 20;

interface Subscription {
  readonly handler: HandlerName;
  readonly process: SimulatedProcess;
  push(delivery: Delivery): void;
}

/** A bus that all simulated processes share, and that does everything a bus may do wrong. */
export class SimulatedBus {
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #rates: () => BusFaultRates | null;
  readonly #count: (fault: BusFault, what: string) => void;
  #subscriptions: Subscription[] = [];
  /** Grows when the bus loses everything: older deliveries are no longer made. */
  #incarnation = 0;

  constructor(
    scheduler: Scheduler,
    random: SeededRandom,
    rates: () => BusFaultRates | null,
    count: (fault: BusFault, what: string) => void,
  ) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#rates = rates;
    this.#count = count;
  }

  /** The stream is gone with all its messages. */
  lose(): void {
    this.#incarnation += 1;
    this.#count("bus_lost", "everything");
  }

  /** Ends what a dead process listened to. */
  forget(process: SimulatedProcess): void {
    this.#subscriptions = this.#subscriptions.filter((subscription) => subscription.process !== process);
  }

  /** The bus as one process reaches it. */
  port(process: SimulatedProcess): Bus {
    return {
      publish: (hints) =>
        process.call(
          {
            port: "bus",
            method: "publish",
            about: hints.map((hint) => `${nameOf(hint)} ${hint.seq}`).join(", "),
            unavailable: "SYN_BUS_UNAVAILABLE",
            commit: false,
          },
          () => {
            for (const hint of hints) this.#publish(hint);
            return Promise.resolve();
          },
        ),
      subscribe: (handler, options) => this.#subscribe(handler, options, process),
      ping: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }

  #publish(hint: Hint): void {
    for (const handler of hint.to === undefined ? wantedBy(hint.type) : [hint.to]) {
      if (this.#happens("hint_lost", this.#rates()?.lost, hint, handler)) continue;
      this.#send(hint, handler, 0);
      if (this.#happens("hint_doubled", this.#rates()?.doubled, hint, handler)) this.#send(hint, handler, 0);
    }
  }

  #send(hint: Hint, handler: HandlerName, redeliveries: number): void {
    const late = this.#happens("hint_late", this.#rates()?.late, hint, handler);
    const delay = this.#random.below(late ? LATE_MS_MAX : DELAY_MS_MAX);
    this.#after(delay, () => this.#deliver(hint, handler, redeliveries));
  }

  #deliver(hint: Hint, handler: HandlerName, redeliveries: number): void {
    const listening = this.#subscriptions.filter((subscription) => subscription.handler === handler);
    const subscription = listening[this.#random.below(listening.length)];
    if (redeliveries > REDELIVERIES_MAX) return;
    let open = true;
    const again = (delayMs: number) => {
      if (!open) return;
      open = false;
      this.#after(delayMs, () => this.#deliver(hint, handler, redeliveries + 1));
    };
    if (subscription === undefined) {
      again(ACK_WAIT_MS);
      return;
    }
    this.#after(ACK_WAIT_MS, () => again(0));
    subscription.push({
      tenant: hint.tenant,
      scope: hint.scope,
      seq: hint.seq,
      type: hint.type,
      traceparent: hint.traceparent,
      redeliveries,
      ack: () => {
        if (!subscription.process.alive) return;
        if (!this.#happens("ack_lost", this.#rates()?.ackLost, hint, handler)) open = false;
      },
      nak: (delayMs) => {
        if (subscription.process.alive) again(delayMs);
      },
      working: () => undefined,
    });
  }

  async *#subscribe(
    handler: HandlerName,
    { signal }: SubscribeOptions,
    process: SimulatedProcess,
  ): AsyncGenerator<Delivery> {
    const queue: Delivery[] = [];
    let wake: () => void = () => undefined;
    const subscription: Subscription = {
      handler,
      process,
      push: (delivery) =>
        process.enter(() => {
          queue.push(delivery);
          wake();
        }),
    };
    this.#subscriptions.push(subscription);
    signal.addEventListener("abort", () => wake(), { once: true });
    while (!signal.aborted) {
      const next = queue.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription);
  }

  #after(delayMs: number, fire: () => void): void {
    const incarnation = this.#incarnation;
    this.#scheduler.at(delayMs, () => {
      if (incarnation === this.#incarnation) fire();
    });
  }

  #happens(fault: BusFault, rate: number | undefined, hint: Hint, handler: HandlerName): boolean {
    if (rate === undefined || !this.#random.chance(rate)) return false;
    this.#count(fault, `${nameOf(hint)} ${hint.seq} for ${handler}`);
    return true;
  }
}

function nameOf({ tenant, scope }: ScopeRef): string {
  return `${tenant}/${scope}`;
}
