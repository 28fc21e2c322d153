import type { Clock, Delivery, Hint } from "@synod/contracts";

export interface HintQueueOptions {
  readonly waitingMax: number;
  readonly ackWaitMs: number;
  readonly clock: Clock;
  /** Aborts when the bus closes: no timer outlives it. */
  readonly closed: AbortSignal;
}

/** One hint on its way to one handler. `dueMs`: when it is to be delivered (again) unless answered. */
interface Item {
  readonly hint: Hint;
  deliveries: number;
  dueMs: number;
  /** The unanswered deliveries of the subscriber that has it; null while it waits. */
  holder: Set<Item> | null;
}

/** What waits for one handler, in order; unanswered and put-off deliveries come back when they are due. */
export class HintQueue {
  readonly #options: HintQueueOptions;
  readonly #ready: Item[] = [];
  /** In flight or put off. */
  readonly #later = new Set<Item>();
  readonly #waiters = new Set<() => void>();
  #alarm: { readonly atMs: number; readonly cancel: AbortController } | null = null;
  #dropped = 0;

  constructor(options: HintQueueOptions) {
    this.#options = options;
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(hint: Hint): void {
    if (this.#ready.length >= this.#options.waitingMax) {
      this.#dropped += 1;
      return;
    }
    this.#enqueue({ hint, deliveries: 0, dueMs: 0, holder: null });
  }

  /** At most `inFlightMax` unanswered ones at a time. Ends when the signal aborts; what was unanswered comes again. */
  async *deliveries(signal: AbortSignal, inFlightMax: number): AsyncGenerator<Delivery> {
    const inFlight = new Set<Item>();
    try {
      while (!signal.aborted) {
        const item = inFlight.size < inFlightMax ? this.#ready.shift() : undefined;
        if (item === undefined) {
          await this.#change(signal);
          continue;
        }
        inFlight.add(item);
        item.holder = inFlight;
        yield this.#deliver(item);
      }
    } finally {
      for (const item of inFlight) this.#return(item);
    }
  }

  #deliver(item: Item): Delivery {
    const { hint } = item;
    const { clock, ackWaitMs } = this.#options;
    item.deliveries += 1;
    const delivery = item.deliveries;
    this.#putOff(item, ackWaitMs);
    /** Only the newest delivery of an item may answer for it, and only while it is held. */
    const isHeld = (): boolean => item.deliveries === delivery && item.holder !== null;
    const settle = (): boolean => {
      if (!isHeld()) return false;
      this.#later.delete(item);
      this.#letGo(item);
      return true;
    };
    return {
      tenant: hint.tenant,
      scope: hint.scope,
      seq: hint.seq,
      type: hint.type,
      traceparent: hint.traceparent,
      redeliveries: delivery - 1,
      ack: () => void settle(),
      nak: (delayMs) => {
        if (!settle()) return;
        if (delayMs <= 0) this.#enqueue(item);
        else this.#putOff(item, delayMs);
      },
      working: () => {
        if (isHeld()) item.dueMs = clock.monotonic() + ackWaitMs;
      },
    };
  }

  #return(item: Item): void {
    if (!this.#later.delete(item)) return;
    this.#letGo(item);
    this.#enqueue(item);
  }

  #letGo(item: Item): void {
    item.holder?.delete(item);
    item.holder = null;
    this.#wake();
  }

  #enqueue(item: Item): void {
    this.#ready.push(item);
    this.#wake();
  }

  #putOff(item: Item, delayMs: number): void {
    item.dueMs = this.#options.clock.monotonic() + delayMs;
    this.#later.add(item);
    this.#setAlarm(item.dueMs);
  }

  /** One sleep at a time, to the earliest due item. */
  #setAlarm(atMs: number): void {
    const { clock, closed } = this.#options;
    if (closed.aborted || (this.#alarm !== null && this.#alarm.atMs <= atMs)) return;
    this.#alarm?.cancel.abort();
    const alarm = { atMs, cancel: new AbortController() };
    this.#alarm = alarm;
    const signal = AbortSignal.any([alarm.cancel.signal, closed]);
    void clock.sleep(Math.max(0, atMs - clock.monotonic()), signal).then(() => {
      if (this.#alarm !== alarm) return;
      this.#alarm = null;
      if (!closed.aborted) this.#collectDue();
    });
  }

  #collectDue(): void {
    const nowMs = this.#options.clock.monotonic();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const item of this.#later) {
      if (item.dueMs <= nowMs) this.#return(item);
      else nextMs = Math.min(nextMs, item.dueMs);
    }
    if (nextMs < Number.POSITIVE_INFINITY) this.#setAlarm(nextMs);
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
  }

  /** Resolves at the next change, or when the signal aborts. */
  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiters.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#waiters.add(done);
      signal.addEventListener("abort", done);
    });
  }
}
