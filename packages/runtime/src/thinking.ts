import { SynodError } from "@synod/core";
import type { Clock } from "@synod/contracts";

export interface ThinkingOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Aborts with a SynodError as its reason: the lease was lost, the process drains. */
  readonly unwanted: AbortSignal;
}

/**
 * Runs one thought under one AbortSignal. Rejects with SYN_TIMEOUT, or with the reason why it is no longer
 * wanted, at once: whether the thought listens to its signal or not.
 */
export async function thinking<Thoughts>(
  think: (signal: AbortSignal) => Promise<Thoughts>,
  { clock, timeoutMs, unwanted }: ThinkingOptions,
): Promise<Thoughts> {
  if (unwanted.aborted) throw asError(unwanted.reason);
  const stop = new AbortController();
  const over = new AbortController();
  const forward = () => stop.abort(unwanted.reason);
  unwanted.addEventListener("abort", forward, { once: true });
  const timeout = new SynodError("SYN_TIMEOUT", `thinking took longer than ${timeoutMs} ms`);
  void clock.sleep(timeoutMs, over.signal).then(() => {
    if (!over.signal.aborted) stop.abort(timeout);
  });
  try {
    return await new Promise<Thoughts>((resolve, reject) => {
      stop.signal.addEventListener("abort", () => reject(asError(stop.signal.reason)), { once: true });
      think(stop.signal).then(resolve, reject);
    });
  } finally {
    unwanted.removeEventListener("abort", forward);
    over.abort(null);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new SynodError("SYN_DRAINING", "no longer wanted");
}
