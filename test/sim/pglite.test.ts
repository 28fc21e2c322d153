import { expect, it } from "vitest";
import { createStore, migrate, openPglite } from "@synod/postgres";
import { runSeed, type SimulatedStores } from "@synod/testkit";

const SEEDS = [1, 2, 3];

/** The real SQL under the simulated swarm. Its promises take real time, so events differ and results do not. */
const openStore: SimulatedStores = async (scheduler) => {
  const database = await openPglite(null);
  await migrate(database);
  return {
    store: createStore({ database, clock: scheduler.clock(() => true) }),
    close: () => database.close(),
  };
};

for (const seed of SEEDS) {
  it(`seed ${seed} on PGlite ends as it does in memory`, async () => {
    const memory = await runSeed({ seed });
    const pglite = await runSeed({ seed, openStore });
    expect(pglite.faulty).toEqual([]);
    expect(pglite.digest).toBe(memory.digest);
  });
}
