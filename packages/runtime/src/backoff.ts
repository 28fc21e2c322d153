import type { Random } from "@synod/contracts";
import type { BackoffPolicy } from "./limits.ts";

/**
 * Whole milliseconds to wait before attempt `attempt` + 1, `attempt` from 0: full jitter, so that those
 * who failed together do not come back together.
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function backoffMs(policy: BackoffPolicy, attempt: number, random: Random): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(attempt, 30));
  return Math.floor(random.next() * ceiling);
}

/** An interval spread over [½, 1½) of itself, so that instances do not tick together. */
export function jittered(ms: number, random: Random): number {
  return Math.floor(ms * (0.5 + random.next()));
}
