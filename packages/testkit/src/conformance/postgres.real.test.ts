import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPostgres } from "@synod/postgres";
import { describeReal } from "../backing/describe-real.ts";

describeReal(
  "a transaction on PostgreSQL, sent in one go",
  ["SYNOD_TEST_DATABASE_URL"],
  ({ SYNOD_TEST_DATABASE_URL: url }) => {
    const owner = { role: null, tenant: null } as const;
    const table = `t${process.pid}`;
    let database: ReturnType<typeof openPostgres>;

    beforeAll(async () => {
      database = openPostgres(url, { poolMax: 1 });
      await database.script(`create table ${table} (n integer primary key)`);
    });
    afterAll(async () => {
      await database.script(`drop table ${table}`);
      await database.close();
    });

    const insert = (n: number) => ({ sql: `insert into ${table} values ($1)`, values: [n] });
    const count = { sql: `select count(*)::integer as n from ${table}`, values: [] };
    const counted = async () => (await database.transaction(owner, [count]))[0]?.["n"];

    it("is all or nothing, and its connection goes on", async () => {
      await database.transaction(owner, [insert(1), insert(2)]);
      await expect(database.transaction(owner, [insert(3), insert(1)])).rejects.toMatchObject({
        code: "SYN_DATABASE_ERROR",
      });
      expect(await counted()).toBe(2);
    });

    it("runs nothing as somebody else if it cannot take on its role", async () => {
      const stranger = { role: "nobody_knows", tenant: null };
      await expect(database.transaction(stranger, [insert(9)])).rejects.toMatchObject({
        code: "SYN_DATABASE_ERROR",
      });
      expect(await counted()).toBe(2);
    });

    describe("whose connection is cut", () => {
      const sleep = { sql: "select pg_sleep(30) /* cut me */", values: [] };

      async function cut(isRead: boolean): Promise<unknown> {
        const cutting = openPostgres(url, { poolMax: 1 });
        try {
          const asleep = database.transaction({ ...owner, isRead }, [sleep]).catch((error: unknown) => error);
          const end = {
            sql: `select count(pg_terminate_backend(pid))::integer as n from pg_stat_activity
              where query like '%cut me%' and pid <> pg_backend_pid() and state = 'active'`,
            values: [],
          };
          await expect
            .poll(async () => (await cutting.transaction(owner, [end]))[0]?.["n"], { timeout: 20_000 })
            .toBe(1);
          return await asleep;
        } finally {
          await cutting.close();
        }
      }

      it("may have been committed, unless it only read", async () => {
        expect(await cut(false)).toMatchObject({ code: "SYN_COMMIT_UNKNOWN" });
        expect(await cut(true)).toMatchObject({ code: "SYN_DATABASE_UNAVAILABLE" });
        expect(await counted()).toBe(2);
      });
    });
  },
);
