/** Unanswered messages, at most `max` at a time; who comes later waits. */
export class Slots {
  readonly max: number;
  readonly #held = new Map<number, symbol>();
  readonly #waiting: (() => void)[] = [];

  constructor(max: number) {
    this.max = max;
  }

  /**
   * A slot for the message `seq`; call the function returned once it is answered. One that comes again has
   * its slot already. Null: the signal aborted while it waited.
   */
  async take(seq: number, signal: AbortSignal): Promise<(() => void) | null> {
    while (this.#held.size >= this.max && !this.#held.has(seq) && !signal.aborted) await this.#change(signal);
    if (signal.aborted) return null;
    const holder = Symbol("holder");
    this.#held.set(seq, holder);
    return () => {
      if (this.#held.get(seq) !== holder) return;
      this.#held.delete(seq);
      this.#waiting.shift()?.();
    };
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#waiting.push(done);
      signal.addEventListener("abort", done);
    });
  }
}
