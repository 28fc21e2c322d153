import { toSynodError, type IsoInstant } from "@synod/core";
import type { Bus, Clock, Logger, Random, Store } from "@synod/contracts";
import { jittered } from "./backoff.ts";
import { hintsOf } from "./hints.ts";
import type { Limits } from "./limits.ts";

export interface TimerPorts {
  readonly store: Pick<Store, "fireTimers">;
  readonly bus: Pick<Bus, "publish">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits: Pick<Limits, "timersMs" | "timersPerTickMax">;
}

/** Fires due timers until `signal` aborts. Any number of instances may do so at a time. */
export async function runTimers(ports: TimerPorts, signal: AbortSignal): Promise<void> {
  const { clock, random, logger, limits } = ports;
  while (!signal.aborted) {
    await clock.sleep(jittered(limits.timersMs, random), signal);
    try {
      // Each round takes a full hand at most; the next tick goes on.
      if (!signal.aborted) await fireDue(ports);
    } catch (thrown) {
      const { code, detail } = toSynodError(thrown);
      logger.warn({ code, cause: detail }, "timers could not be fired");
    }
  }
}

async function fireDue({ store, bus, clock, limits }: TimerPorts): Promise<void> {
  const now = new Date(clock.now()).toISOString() as IsoInstant;
  const records = await store.fireTimers(now, limits.timersPerTickMax);
  if (records.length > 0) await bus.publish(hintsOf(records));
}
