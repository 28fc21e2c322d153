import { beforeAll, describe, expect, it } from "vitest";
import { EVENTS_PER_COMMIT_MAX, type CommitBatch } from "@synod/contracts";
import { createStore, type Database } from "@synod/postgres";
import { CaseUnderTest, NOON, StandingClock, tenantNamed } from "../store/case-under-test.ts";

/** Rows at rest beside the few that a statement is about. */
const AT_REST = 3_000;
/** What it may read of them: far less, however the planner does it. */
const READ_MAX = 100;

/**
 * What a statement costs grows with what it is about, not with what lies beside it. Counted by the server's own
 * statistics of the transaction, so that no clock is asked.
 */
export function readsConformance(open: () => Database): void {
  describe("a statement reads what it is about", () => {
    let long: CaseUnderTest;

    beforeAll(async () => {
      const tenant = tenantNamed("long");
      long = await new CaseUnderTest(createStore({ database: open(), clock: new StandingClock() }), {
        tenant,
      }).begin();
      for (let written = 0; written < AT_REST; written += EVENTS_PER_COMMIT_MAX) {
        const events = Array.from({ length: EVENTS_PER_COMMIT_MAX }, (_, index) =>
          long.event("document.refused", { idempotencyKey: `${written + index}` }),
        );
        await long.commit({ events });
      }
      await open().script(`
        insert into synod.cursor (handler, tenant, scope, seq, wanted_seq)
        select 'drift', '${tenant}', 's-' || n, 1, 1 from generate_series(1, ${AT_REST}) n;
        insert into synod.timer (tenant, scope, handler, key, due)
        select '${tenant}', 's-' || n, 'tracker', 'idle', '2030-01-01' from generate_series(1, ${AT_REST}) n;
        insert into synod.node (tenant, scope, row, node, kind, seq, recorded_at, attributes)
        select '${tenant}', '${long.ref.scope}', 'c-' || n || '@1', 'c-' || n, 'claim', 1, '${NOON}', '{}'
        from generate_series(1, ${AT_REST}) n;
        analyze synod.event; analyze synod.cursor; analyze synod.timer; analyze synod.node;`);
    });

    /** Rows of `table` that a statement looked at. The server's numbers go on over transactions, so: after less before. */
    async function read(
      table: string,
      role: string,
      sql: string,
      values: readonly unknown[],
    ): Promise<number> {
      const rows = `(select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
        from pg_stat_xact_user_tables where schemaname = 'synod' and relname = $1)`;
      const before = { sql: `select set_config('synod.rows_before', ${rows}::text, true)`, values: [table] };
      const after = {
        sql: `select (${rows} - current_setting('synod.rows_before')::bigint)::integer as rows`,
        values: [table],
      };
      const session = { role, tenant: long.ref.tenant };
      const [row] = await open().transaction(session, [before, { sql, values }, after]);
      return Number(row?.["rows"]);
    }

    const commit = (table: string, parts: Partial<CommitBatch>) => {
      const { graph, ...batch } = long.batch(parts);
      const events = batch.events.map((event) => ({ ...event, wantedBy: [] }));
      const document = { ...batch, ...graph, events, expectedSeq: long.head?.seq ?? 0 };
      return read(table, `synod_${batch.role}`, "select synod.commit($1::jsonb)", [JSON.stringify(document)]);
    };

    it("of a long log, when it appends", async () => {
      const events = [long.event("document.received", { idempotencyKey: "new" })];
      expect(await commit("event", { events })).toBeLessThan(READ_MAX);
      long.head = await long.currentHead();
      expect(long.head?.seq).toBeGreaterThan(AT_REST);
    });

    it("of a long log, when it loads its end", async () => {
      const { tenant, scope } = long.ref;
      const values = [tenant, scope, (long.head?.seq ?? 0) - 5, 50, 1_000_000];
      expect(
        await read("event", "synod_reader", "select synod.load($1, $2, $3, $4, $5)", values),
      ).toBeLessThan(READ_MAX);
    });

    it("of a large graph, when a node gets a new version", async () => {
      const node = {
        row: "c-7@9",
        node: "c-7",
        kind: "claim",
        validFrom: null,
        validTo: null,
        document: null,
      } as const;
      const graph = { nodes: [{ ...node, seq: 9, recordedAt: NOON, attributes: "{}" }], edges: [] };
      expect(await commit("node", { role: "executor", graph })).toBeLessThan(READ_MAX);
    });

    it("of many cursors at rest, when it claims", async () => {
      const sql = "select * from synod.claim($1, 'one', $2, 1000, 8, null, null)";
      expect(await read("cursor", "synod_reader", sql, ["drift", 1])).toBeLessThan(READ_MAX);
    });

    it("of many timers that wait, when it looks for those that are due", async () => {
      const sql = "select * from synod.due_timers($1, 100)";
      expect(await read("timer", "synod_reader", sql, [NOON])).toBeLessThan(READ_MAX);
    });
  });
}
