import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccessStore, createStore, migrate, openPostgres, type Database } from "@synod/postgres";
import { describeReal } from "../backing/describe-real.ts";
import { freshDatabase, type FreshDatabase } from "../backing/fresh-database.ts";
import { accessStoreConformance } from "./access-store.ts";
import { migrationsConformance } from "./database/migrations.ts";
import { readsConformance } from "./database/reads.ts";
import { rightsConformance } from "./database/rights.ts";
import { tenantsApart } from "./database/tenants.ts";
import { CaseUnderTest, StandingClock } from "./store/case-under-test.ts";

describeReal("PostgreSQL", ["SYNOD_TEST_DATABASE_URL"], ({ SYNOD_TEST_DATABASE_URL: server }) => {
  const openEmpty = async () => {
    const { url, drop } = await freshDatabase(server);
    const database = openPostgres(url);
    const close = async () => {
      await database.close();
      await drop();
    };
    return { database, close };
  };

  accessStoreConformance("PostgreSQL", async () => {
    const { database, close } = await openEmpty();
    await migrate(database);
    return { access: createAccessStore({ database }), close };
  });

  migrationsConformance("PostgreSQL", openEmpty);

  describe("the database: PostgreSQL", () => {
    let fresh: FreshDatabase;
    let database: Database;
    beforeAll(async () => {
      fresh = await freshDatabase(server);
      database = openPostgres(fresh.url);
      await migrate(database);
    });
    afterAll(async () => {
      await database.close();
      await fresh.drop();
    });

    tenantsApart(() => database);
    rightsConformance(() => database);
    readsConformance(() => database);

    it("lets a service's login do its own part, and nothing of another's", async () => {
      const login = `svc_${randomUUID().slice(0, 8)}`;
      await database.script(`
        create role ${login} login noinherit password 'governor';
        grant synod_reader, synod_governor to ${login};`);
      const url = new URL(fresh.url);
      url.username = login;
      url.password = "governor";
      const own = openPostgres(url.href);
      try {
        const owner = createStore({ database, clock: new StandingClock() });
        const begun = await new CaseUnderTest(owner).begin();
        const crane = new CaseUnderTest(
          createStore({ database: own, clock: new StandingClock() }),
          begun.ref,
        );
        crane.head = begun.head;
        const claim = await crane.mustClaim("provisioner");
        const events = [crane.event("scope.provisioned")];
        await crane.commit({
          role: "governor",
          events,
          cursor: { ...claim, seq: 1, leased: true, keepLease: true },
        });
        expect(await crane.events()).toHaveLength(2);
        expect(await crane.store.renew(claim, 1_000)).toBe(true);
        await crane.store.release(claim, { kind: "deferred", retryMs: 0 });

        const refused = "permission denied";
        for (const role of ["ingest", "agents", "executor", "tracker"] as const)
          await expect(crane.store.commit(crane.batch({ role, wake: ["facts"] }))).rejects.toThrow(refused);
        for (const role of [null, "synod_system"])
          await expect(
            own.transaction({ role, tenant: crane.ref.tenant }, [
              { sql: "select from synod.event", values: [] },
            ]),
          ).rejects.toThrow(refused);
        await expect(own.script("create table synod.mine ()")).rejects.toThrow(refused);
      } finally {
        await own.close();
        await database.script(`drop owned by ${login}; drop role ${login};`);
      }
    });
  });
});
