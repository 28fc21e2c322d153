import type { Store } from "@synod/contracts";
import { MemoryStore } from "../memory-store/index.ts";
import type { Scheduler } from "./scheduler.ts";

/** 32 bytes that everyone may know: nothing simulated is secret. */
export const SIMULATED_MASTER_KEY = new Uint8Array(32).fill(0x53);

/** Opens the store that all simulated processes share. */
export type SimulatedStores = (
  scheduler: Scheduler,
) => Promise<{ readonly store: Store; readonly close: () => Promise<void> }>;

export const openSimulatedStore: SimulatedStores = (scheduler) =>
  Promise.resolve({ store: new MemoryStore(scheduler.clock(() => true)), close: () => Promise.resolve() });
