import type { Clock } from "@synod/contracts";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** 2026-01-01T00:00:00Z: where simulated time begins. */
const EPOCH_MS = 1_767_225_600_000;

/**
 * Simulated time. Nothing waits for real: when every promise has run as far as it can, the next timer
 * fires and the clock jumps there. Timers of one moment fire in the order they were set.
 */
export class Scheduler {
  #now = EPOCH_MS;
  #order = 0;
  readonly #timers = new Heap();
  /** Things under way that take no simulated time, and what to do when the last of them is done. */
  #outside = 0;
  #inside: () => void = () => undefined;

  get now(): number {
    return this.#now;
  }

  /** Simulated milliseconds since the beginning. */
  get elapsed(): number {
    return this.#now - EPOCH_MS;
  }

  at(delayMs: number, fire: () => void): () => void {
    this.#order += 1;
    const timer = { at: this.#now + Math.max(0, delayMs), order: this.#order, fire };
    this.#timers.push(timer);
    return () => this.#timers.remove(timer);
  }

  /**
   * Runs something that takes no simulated time, however long it takes in reality (a store with real I/O):
   * the clock stands until it is done.
   */
  async outside<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#outside += 1;
    try {
      return await work();
    } finally {
      this.#outside -= 1;
      if (this.#outside === 0) this.#inside();
    }
  }

  /** Lets everything run that can, then fires the next timer. False: nothing is left to happen. */
  async step(): Promise<boolean> {
    await drainMicrotasks();
    while (this.#outside > 0) {
      await new Promise<void>((resolve) => (this.#inside = resolve));
      await drainMicrotasks();
    }
    const next = this.#timers.pop();
    if (next === undefined) return false;
    this.#now = Math.max(this.#now, next.at);
    next.fire();
    return true;
  }

  /** Sleeps on this time; the sleeper wakes through `enter`, and early, without an error, on abort. */
  sleep(ms: number, signal: AbortSignal | undefined, enter: (wake: () => void) => void): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.at(ms, () => {
        signal?.removeEventListener("abort", abort);
        enter(resolve);
      });
      const abort = () => {
        cancel();
        enter(resolve);
      };
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** The clock of what never dies: the store's own, and the world outside. */
  clock(): Clock {
    return {
      now: () => Math.floor(this.#now),
      monotonic: () => this.elapsed,
      sleep: (ms, signal) => this.sleep(ms, signal, (wake) => wake()),
    };
  }
}

/** Promise jobs run before the next macrotask, whatever their number. */
function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A binary heap by (at, order); removed timers are skipped when they come up. */
class Heap {
  readonly #items: Timer[] = [];
  readonly #removed = new Set<Timer>();

  push(timer: Timer): void {
    let index = this.#items.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfEarlier(index, parent)) return;
      index = parent;
    }
  }

  remove(timer: Timer): void {
    this.#removed.add(timer);
  }

  pop(): Timer | undefined {
    for (;;) {
      const top = this.#popTop();
      if (top === undefined || !this.#removed.delete(top)) return top;
    }
  }

  #popTop(): Timer | undefined {
    const top = this.#items[0];
    const last = this.#items.pop();
    if (top === undefined || last === undefined || top === last) return top;
    this.#items[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const smaller = this.#earlier(right, left) ? right : left;
      if (!this.#swapIfEarlier(smaller, index)) return top;
      index = smaller;
    }
  }

  #earlier(a: number, b: number): boolean {
    const [first, second] = [this.#items[a], this.#items[b]];
    if (first === undefined) return false;
    if (second === undefined) return true;
    return first.at < second.at || (first.at === second.at && first.order < second.order);
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const [below, above] = [this.#items[child], this.#items[parent]];
    if (below === undefined || above === undefined || !this.#earlier(child, parent)) return false;
    this.#items[child] = above;
    this.#items[parent] = below;
    return true;
  }
}
