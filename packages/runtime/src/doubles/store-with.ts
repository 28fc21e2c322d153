import type { Store } from "@synod/contracts";
import { fencedStore } from "../fence.ts";

/** A store of which some calls are others. */
export function storeWith(store: Store, calls: Partial<Store>): Store {
  return { ...fencedStore(store, { alive: true }), ...calls };
}
