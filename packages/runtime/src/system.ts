import { randomBytes, randomUUID } from "node:crypto";
import type { Clock, Random } from "@synod/contracts";

/** The machine's clock: the only place where time and timers come from. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener("abort", end, { once: true });
    }),
};

/** The machine's randomness. */
export const systemRandom: Random = {
  // 48 bits of the kernel's randomness: jitter needs no more, and no seed can be guessed.
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  uuid: () => randomUUID(),
  bytes: (length) => randomBytes(length),
};
