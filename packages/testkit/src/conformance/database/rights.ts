import { beforeAll, describe, expect, it } from "vitest";
import { SUBSCRIPTIONS, type EventType } from "@synod/core";
import type { StoreRole } from "@synod/contracts";
import { createStore, type Database } from "@synod/postgres";
import { CaseUnderTest, NOON, StandingClock } from "../store/case-under-test.ts";

const OWNER = { role: null, tenant: null } as const;
const EVERYONE = ["agents", "executor", "governor", "ingest", "tracker"] as const;

/** Who may append what: the law of the swarm, as this suite knows it. */
const APPENDS: Readonly<Record<StoreRole, readonly EventType[]>> = {
  ingest: ["scope.configured", "document.received", "document.duplicated", "document.refused"],
  agents: ["document.read", "proposal.submitted", "delivery.dead_lettered"],
  governor: [
    "scope.provisioned",
    "proposal.approved",
    "proposal.rejected",
    "proposal.held",
    "delivery.dead_lettered",
  ],
  executor: ["knowledge.changed", "transition.applied", "proposal.superseded", "delivery.dead_lettered"],
  tracker: [
    "context.added",
    "round.closed",
    "finality.evaluated",
    "finality.certified",
    "review.requested",
    "review.voided",
    "timer.fired",
    "delivery.dead_lettered",
  ],
};

/** Everything that is granted beside `select`, table by table: who may write what. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  api_key: ["ingest INSERT", "ingest UPDATE(revoked)"],
  cursor: [
    ...EVERYONE.flatMap((role) => [`${role} INSERT`, `${role} UPDATE`]),
    ...["failures", "lease_owner", "lease_until", "retry_at"].map((column) => `reader UPDATE(${column})`),
    "system UPDATE",
  ],
  dead_letter: EVERYONE.map((role) => `${role} INSERT`),
  document_key: ["ingest INSERT"],
  edge: ["executor INSERT", "executor UPDATE(superseded_at)"],
  event: EVERYONE.map((role) => `${role} INSERT`),
  http_idempotency: ["ingest DELETE", "ingest INSERT", "ingest UPDATE", "system DELETE"],
  node: ["executor INSERT", "executor UPDATE(superseded_at)"],
  scope_head: [
    ...EVERYONE.flatMap((role) =>
      ["hash", "recorded_at", "seq"].map((column) => `${role} UPDATE(${column})`),
    ),
    "executor UPDATE(epoch)",
    "executor UPDATE(state)",
    "ingest INSERT",
  ],
  thought: ["agents INSERT"],
  timer: ["tracker DELETE", "tracker INSERT"],
};

/** Least rights, and a record that nobody rewrites. */
export function rightsConformance(open: () => Database): void {
  const read = (sql: string, session: { role: string | null; tenant: string | null } = OWNER) =>
    open().transaction(session, [{ sql, values: [] }]);

  describe("rights", () => {
    it("to write are these and no more", async () => {
      const rows = await read(`
        select c.relname as table, replace(a.grantee::regrole::text, 'synod_', '') || ' ' || a.privilege_type as right
        from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
        where n.nspname = 'synod' and a.grantee <> c.relowner and a.privilege_type <> 'SELECT'
        union all
        select c.relname, replace(a.grantee::regrole::text, 'synod_', '') || ' ' || a.privilege_type || '(' || t.attname || ')'
        from pg_attribute t join pg_class c on c.oid = t.attrelid join pg_namespace n on n.oid = c.relnamespace,
          aclexplode(t.attacl) a
        where n.nspname = 'synod'`);
      const granted: Record<string, string[]> = {};
      for (const row of rows) (granted[String(row["table"])] ??= []).push(String(row["right"]));
      expect(sorted(granted)).toEqual(sorted(WRITES));
    });

    it("to look at keys of the door are the door's alone", async () => {
      for (const table of ["api_key", "http_idempotency"]) {
        for (const role of ["reader", "agents", "governor", "executor", "tracker"]) {
          await expect(
            read(`select from synod.${table}`, { role: `synod_${role}`, tenant: "acme" }),
          ).rejects.toThrow("permission denied");
        }
      }
    });

    it("to append an event depend on its type", async () => {
      const store = createStore({ database: open(), clock: new StandingClock() });
      const crane = await new CaseUnderTest(store).begin();
      const types = new Set<EventType>([
        ...Object.values(APPENDS).flat(),
        ...Object.values(SUBSCRIPTIONS).flat(),
      ]);
      for (const role of EVERYONE) {
        for (const type of types) {
          const batch = crane.batch({ role, events: [crane.event(type)] });
          const end = await store.commit(batch).catch((error: unknown) => String(error));
          if (!APPENDS[role].includes(type)) {
            expect(end, `${role} appends ${type}`).toContain(`may not append ${type}`);
            continue;
          }
          expect(end, `${role} appends ${type}`).toMatchObject({ kind: "committed" });
          crane.head = await crane.currentHead();
        }
      }
    });

    it("to change knowledge, state and epoch are the executor's alone, and to begin a scope the door's", async () => {
      const store = createStore({ database: open(), clock: new StandingClock() });
      const crane = await new CaseUnderTest(store).begin();
      const node = {
        row: "g-1@2",
        node: "g-1",
        kind: "goal",
        validFrom: null,
        validTo: null,
        document: null,
      } as const;
      const graph = { nodes: [{ ...node, seq: 2, recordedAt: NOON, attributes: "{}" }], edges: [] };
      const machine = { state: "FactsExtracted", epoch: 1 } as const;
      const timers = [{ handler: "tracker", key: "idle", due: NOON }] as const;
      const denied = (batch: Parameters<typeof store.commit>[0]) =>
        expect(store.commit(batch), batch.role).rejects.toThrow("permission denied");
      for (const role of EVERYONE) {
        const [type] = APPENDS[role];
        if (type === undefined) throw new Error("a role that appends nothing");
        const events = [crane.event(type)];
        if (role !== "executor") {
          await denied(crane.batch({ role, graph }));
          await denied(crane.batch({ role, events, machine }));
        }
        if (role !== "tracker") await denied(crane.batch({ role, timers }));
        if (role !== "ingest") await denied(new CaseUnderTest(store).batch({ role, events }));
      }
      expect(await crane.currentHead()).toEqual(crane.head);
    });
  });

  describe("functions", () => {
    it("that look across tenants run as a role that can do nothing else, on a fixed path", async () => {
      const definers = await read(`
        select p.proname as name, p.proowner::regrole::text as owner, p.proconfig::text as path from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'synod' and p.prosecdef order by 1`);
      const names = ["claim", "due_timers", "expire_idempotency", "find_key", "list_scopes"];
      const path = '{"search_path=synod, pg_catalog"}';
      expect(definers).toEqual(names.map((name) => ({ name, owner: "synod_system", path })));
      const rights = await read(`
        select has_schema_privilege('synod_system', 'synod', 'create') as creates, rolcanlogin as logs_in,
          rolsuper as is_super, rolbypassrls as bypasses from pg_roles where rolname = 'synod_system'`);
      expect(rights).toEqual([{ creates: false, logs_in: false, is_super: false, bypasses: false }]);
    });

    it("are for those who need them, never for the public, and all have a fixed path", async () => {
      const open_to_all = await read(`
        select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'synod' and (p.proacl is null or p.proconfig is null
          or exists (select from aclexplode(p.proacl) a where a.grantee = 0))`);
      expect(open_to_all).toEqual([]);
      for (const call of ["synod.find_key('x')", "synod.expire_idempotency('x')"]) {
        await expect(read(`select ${call}`, { role: "synod_reader", tenant: null })).rejects.toThrow(
          "permission denied",
        );
      }
    });
  });

  describe("the record", () => {
    let crane: CaseUnderTest;
    beforeAll(async () => {
      crane = await new CaseUnderTest(createStore({ database: open(), clock: new StandingClock() })).begin();
      const dated = { seq: 2, recordedAt: NOON, attributes: "{}" };
      await crane.commit({
        role: "executor",
        events: [crane.event("knowledge.changed")],
        graph: {
          nodes: [
            {
              row: "g-1@2",
              node: "g-1",
              kind: "goal",
              validFrom: null,
              validTo: null,
              document: null,
              ...dated,
            },
          ],
          edges: [{ row: "s-1@2", edge: "s-1", kind: "supports", from: "c-1", to: "g-1", ...dated }],
        },
      });
    });
    // The owner too, who may do all that is not forbidden to everyone.
    const asOwner = (sql: string) => read(sql, { role: null, tenant: crane.ref.tenant });

    it.each([
      "update synod.event set body = '{}'",
      "update synod.event set recorded_at = recorded_at",
      "delete from synod.event",
      "truncate synod.event",
      "truncate synod.scope_head cascade",
      "update synod.node set attributes = '[]'",
      "update synod.node set superseded_at = null",
      "update synod.node set superseded_at = 'x', seq = 9",
      "delete from synod.node",
      "truncate synod.node",
      "update synod.edge set target = 'c-2'",
      "delete from synod.edge",
      "truncate synod.edge",
    ])("is append-only: %s", async (sql) => {
      await expect(asOwner(sql)).rejects.toThrow("append-only");
    });

    it("lets a row of the graph end, once, when its next version comes", async () => {
      const versions = async () =>
        asOwner(`select row, superseded_at from synod.node where scope = '${crane.ref.scope}' order by row`);
      expect(await versions()).toEqual([{ row: "g-1@2", superseded_at: null }]);
      const at = "2026-06-01T13:00:00.000Z" as typeof NOON;
      const node = {
        row: "g-1@3",
        node: "g-1",
        kind: "goal",
        validFrom: null,
        validTo: null,
        document: null,
      } as const;
      await crane.commit({
        role: "executor",
        events: [crane.event("knowledge.changed", { recordedAt: at })],
        graph: { nodes: [{ ...node, seq: 3, recordedAt: at, attributes: "{}" }], edges: [] },
      });
      expect(await versions()).toEqual([
        { row: "g-1@2", superseded_at: at },
        { row: "g-1@3", superseded_at: null },
      ]);
      await expect(
        asOwner("update synod.node set superseded_at = 'later' where row = 'g-1@2'"),
      ).rejects.toThrow("append-only");
    });

    it("has one current version of a node, also if a commit brings two", async () => {
      const node = { node: "g-2", kind: "goal", validFrom: null, validTo: null, document: null } as const;
      const dated = { recordedAt: NOON, attributes: "{}" };
      const later = { ...dated, recordedAt: "2026-06-01T14:00:00.000Z" as typeof NOON };
      const nodes = [
        { ...node, row: "g-2@5", seq: 5, ...later },
        { ...node, row: "g-2@4", seq: 4, ...dated },
      ];
      await crane.commit({ role: "executor", graph: { nodes, edges: [] } });
      expect(
        await asOwner("select row, superseded_at from synod.node where node = 'g-2' order by row"),
      ).toEqual([
        { row: "g-2@4", superseded_at: later.recordedAt },
        { row: "g-2@5", superseded_at: null },
      ]);
      await expect(
        asOwner(`insert into synod.node select tenant, scope, 'g-2@6', node, kind, 6, recorded_at, null, null, null, null, '{}'
          from synod.node where row = 'g-2@5'`),
      ).rejects.toThrow("node_current");
    });
  });
}

function sorted(rights: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  const byName = (a: string, b: string) => (a < b ? -1 : 1);
  return Object.fromEntries(Object.entries(rights).map(([table, all]) => [table, [...all].sort(byName)]));
}
