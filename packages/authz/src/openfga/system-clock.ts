import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@synod/contracts";

/** The machine's clock, where no other is given. */
export const systemClock: Pick<Clock, "now" | "sleep"> = {
  now: () => Date.now(),
  sleep: async (ms) => {
    await sleep(ms);
  },
};
