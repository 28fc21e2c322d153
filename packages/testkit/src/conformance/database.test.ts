import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccessStore, createStore, migrate, openPglite, type Database } from "@synod/postgres";
import { accessStoreConformance } from "./access-store.ts";
import { migrationsConformance } from "./database/migrations.ts";
import { readsConformance } from "./database/reads.ts";
import { rightsConformance } from "./database/rights.ts";
import { tenantsApart } from "./database/tenants.ts";
import { StandingClock } from "./store/case-under-test.ts";

const openMigrated = async (): Promise<Database> => {
  const database = await openPglite(null);
  await migrate(database);
  return database;
};

accessStoreConformance("PGlite", async () => {
  const database = await openMigrated();
  return { access: createAccessStore({ database }), close: () => database.close() };
});

migrationsConformance("PGlite", async () => {
  const database = await openPglite(null);
  return { database, close: () => database.close() };
});

describe("the database: PGlite", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openMigrated();
  });
  afterAll(() => database.close());

  tenantsApart(() => database);
  rightsConformance(() => database);
  readsConformance(() => database);

  it("is unavailable once it was closed", async () => {
    await database.close();
    const store = createStore({ database, clock: new StandingClock() });
    await expect(store.ping()).rejects.toMatchObject({ code: "SYN_DATABASE_UNAVAILABLE" });
  });
});
