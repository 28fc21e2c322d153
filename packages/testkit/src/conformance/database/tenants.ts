import { beforeAll, describe, expect, it } from "vitest";
import { sha256Hex, type IsoInstant, type TenantId } from "@synod/core";
import { createAccessStore, createStore, type Database } from "@synod/postgres";
import { CaseUnderTest, NOON, StandingClock, tenantNamed } from "../store/case-under-test.ts";

/** Tables that belong to no tenant. A new table is a tenant's unless it is named here. */
const SHARED = ["event_grant", "migration"];
const ROLES = ["reader", "ingest", "agents", "governor", "executor", "tracker"].map(
  (name) => `synod_${name}`,
);

const OWNER = { role: null, tenant: null } as const;

/** No tenant ever sees another's rows. */
export function tenantsApart(open: () => Database): void {
  describe("tenants", () => {
    const [acme, rival] = [tenantNamed("acme"), tenantNamed("rival")];
    let tables: readonly string[] = [];
    const read = async (sql: string, session: { role: string | null; tenant: string | null } = OWNER) =>
      open().transaction(session, [{ sql, values: [] }]);

    beforeAll(async () => {
      for (const tenant of [acme, rival]) await fill(open(), tenant);
      const all = await read(
        `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'synod' and c.relkind in ('r', 'p', 'm', 'v', 'f') order by 1`,
      );
      tables = all.map(({ name }) => String(name)).filter((name) => !SHARED.includes(name));
    });

    it("stand apart by row-level security, enabled and forced on every table but the shared", async () => {
      expect(tables.length).toBeGreaterThanOrEqual(11);
      const unguarded = await read(
        `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'synod' and c.relkind in ('r', 'p', 'm', 'v', 'f')
           and not (c.relname = any ('{${SHARED.join(",")}}'))
           and not (c.relrowsecurity and c.relforcerowsecurity)`,
      );
      expect(unguarded).toEqual([]);
      const policies = await read(
        `select tablename, policyname, permissive, roles::text, qual, with_check from pg_policies
         where schemaname = 'synod' order by tablename, policyname`,
      );
      const tenantOnly = "(tenant = current_setting('synod.tenant'::text, true))";
      expect(policies).toEqual(
        tables.flatMap((tablename) => [
          {
            tablename,
            policyname: "system",
            permissive: "PERMISSIVE",
            roles: "{synod_system}",
            qual: "true",
            with_check: "true",
          },
          {
            tablename,
            policyname: "tenant",
            permissive: "PERMISSIVE",
            roles: "{public}",
            qual: tenantOnly,
            with_check: tenantOnly,
          },
        ]),
      );
    });

    it("see their own rows, and nobody sees any without naming one", async () => {
      for (const table of tables) {
        const tenants = `select distinct tenant from synod.${table} order by 1`;
        // Otherwise the rest would prove nothing.
        expect(await read(tenants), table).toEqual([{ tenant: acme }, { tenant: rival }]);
        for (const role of ROLES) {
          const seen = (tenant: TenantId | null) =>
            read(tenants, { role, tenant }).catch((error: unknown) => String(error));
          const own = await seen(acme);
          if (typeof own === "string") expect(own).toContain("permission denied");
          else expect(own).toEqual([{ tenant: acme }]);
          const none = await seen(null);
          if (typeof none === "string") expect(none).toContain("permission denied");
          else expect(none).toEqual([]);
        }
      }
    });

    it("cannot write for another", async () => {
      const session = { role: "synod_tracker", tenant: acme };
      await expect(
        read(`insert into synod.cursor (handler, tenant, scope) values ('facts', '${rival}', 's')`, session),
      ).rejects.toThrow("row-level security");
      expect(await read("update synod.cursor set seq = 99 returning tenant", session)).not.toContainEqual({
        tenant: rival,
      });
      const own = await new CaseUnderTest(createStore({ database: open(), clock: new StandingClock() }), {
        tenant: acme,
      }).begin();
      const foreign = own.batch({ events: [own.event("document.received")], expected: own.head });
      await expect(
        open().transaction({ role: "synod_ingest", tenant: rival }, [
          { sql: "select synod.commit($1::jsonb)", values: [JSON.stringify({ ...foreign, expectedSeq: 0 })] },
        ]),
      ).rejects.toThrow("row-level security");
    });

    it("are no way into SQL", async () => {
      for (const tenant of ["x'; drop schema synod; --", "", "A", "a".repeat(64)]) {
        await expect(read("select 1", { role: "synod_reader", tenant })).rejects.toThrow("no name");
      }
      await expect(read("select 1", { role: "synod_reader; reset role", tenant: null })).rejects.toThrow(
        "no name",
      );
    });
  });
}

/** A row in every table. */
async function fill(database: Database, tenant: TenantId): Promise<void> {
  const store = createStore({ database, clock: new StandingClock() });
  const access = createAccessStore({ database });
  const crane = await new CaseUnderTest(store, { tenant }).begin();
  const document = sha256Hex("document") as never;
  await crane.commit({ events: [crane.event("document.received")], keys: [{ document, wrapped: "a2V5" }] });
  await store.journal(crane.ref, { digest: sha256Hex("q"), document, answer: "1" });
  await crane.commit({
    role: "tracker",
    timers: [{ handler: "tracker", key: "idle", due: "2027-01-01T00:00:00.000Z" as IsoInstant }],
  });
  const dated = { seq: 3, recordedAt: NOON, attributes: "{}" };
  await crane.commit({
    role: "executor",
    events: [crane.event("knowledge.changed")],
    graph: {
      nodes: [
        { row: "c-1@3", node: "c-1", kind: "claim", validFrom: null, validTo: null, document, ...dated },
      ],
      edges: [{ row: "s-1@3", edge: "s-1", kind: "supports", from: "c-1", to: "g-1", ...dated }],
    },
    deadLetters: [
      {
        handler: "facts",
        eventSeq: 1,
        code: "SYN_CRASHED",
        cause: "it died",
        failures: 0,
        crashes: 10,
        traceparent: null,
      },
    ],
  });
  await access.createKey({
    id: `k-${tenant}`,
    tenant,
    name: "one",
    hash: sha256Hex(tenant),
    createdAt: NOON,
  });
  await access.reserve({ tenant, holder: "k", route: "r", key: "1", content: sha256Hex("c") }, NOON, 1_000);
}
