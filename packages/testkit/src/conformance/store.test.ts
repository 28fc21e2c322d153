import { createStore, migrate, openPglite } from "@synod/postgres";
import { MemoryStore } from "../memory-store/index.ts";
import { storeConformance } from "./store.ts";

storeConformance("in memory", (clock) => {
  const store = new MemoryStore(clock);
  return Promise.resolve({ store, close: () => store.close() });
});

storeConformance("PGlite", async (clock) => {
  const database = await openPglite(null);
  await migrate(database);
  return { store: createStore({ database, clock }), close: () => database.close() };
});
