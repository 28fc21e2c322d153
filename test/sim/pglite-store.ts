import { createStore, migrate, openPglite } from "@synod/postgres";
import type { SimulatedStores } from "@synod/testkit";

/** The real SQL under the simulated swarm: simulated time stands while a statement runs. */
export const pgliteStore: SimulatedStores = async (scheduler) => {
  const database = await openPglite(null);
  await migrate(database);
  return {
    store: createStore({ database, clock: scheduler.clock() }),
    close: () => database.close(),
  };
};
