import type { Store } from "@synod/contracts";
import { MemoryStore, type StoreRules } from "../memory-store/index.ts";
import type { Scheduler } from "./scheduler.ts";

/** 32 bytes that everyone may know: nothing simulated is secret. */
export const SIMULATED_MASTER_KEY = new Uint8Array(32).fill(0x53);

/** Opens the store that all simulated processes share. */
export type SimulatedStores = (
  scheduler: Scheduler,
  rules: StoreRules,
) => Promise<{ readonly store: Store; readonly close: () => Promise<void> }>;

export const openSimulatedStore: SimulatedStores = (scheduler, rules) =>
  Promise.resolve({ store: new MemoryStore(scheduler.clock(), rules), close: () => Promise.resolve() });
