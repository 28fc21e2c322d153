import { SynodError, toSynodError } from "@synod/core";
import type { Clock, Random } from "@synod/contracts";
import { backoffMs } from "./backoff.ts";
import type { BackoffPolicy } from "./limits.ts";

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly backoff: BackoffPolicy;
  /** Tries in all. */
  readonly attemptsMax: number;
  /** From the first try to the end of the last, waiting included. Milliseconds. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Tries again what failed with a retryable error, until it succeeds or a bound is reached. Rejects with
 * the last error; what is terminal or a bug is not tried again.
 */
export async function retry<Result>(
  operation: () => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const { clock, random, backoff, attemptsMax, deadlineMs, signal } = options;
  const start = clock.monotonic();
  for (let attempt = 0; ; attempt += 1) {
    if (signal?.aborted === true) throw new SynodError("SYN_DRAINING", "given up while trying again");
    try {
      return await operation();
    } catch (thrown) {
      const error = toSynodError(thrown);
      const wait = backoffMs(backoff, attempt, random);
      const late = clock.monotonic() - start + wait >= deadlineMs;
      if (error.class !== "retryable" || attempt + 1 >= attemptsMax || late) throw error;
      await clock.sleep(wait, signal);
    }
  }
}
