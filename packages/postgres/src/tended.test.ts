import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { openPglite } from "./pglite.ts";
import { tended } from "./tended.ts";

let database: Database;
beforeAll(async () => {
  database = await openPglite(null);
  await migrate(database);
});
afterAll(() => database.close());

const ROWS = {
  sql: "select reltuples::int as rows from pg_class where oid = 'synod.event'::regclass",
  values: [],
};

it("knows how many rows there are after so many transactions, with nobody else to count them", async () => {
  const counted = tended(database, 2);
  const session = { role: null, tenant: null };
  // -1: never counted.
  expect(await counted.transaction(session, [ROWS])).toEqual([{ rows: -1 }]);
  expect(await counted.transaction(session, [ROWS])).toEqual([{ rows: -1 }]);
  expect(await counted.transaction(session, [ROWS])).toEqual([{ rows: 0 }]);
});
