import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@synod/contracts";

/** The machine's clock, where no other is given. Its sleeps keep no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    sleep(ms, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) }).catch(
      (error: unknown) => {
        if (signal?.aborted !== true) throw error;
      },
    ),
};
