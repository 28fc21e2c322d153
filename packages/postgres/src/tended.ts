import type { Database } from "./database.ts";

/** Transactions between two looks at what the tables hold. */
const TEND_EVERY = 1_000;

/** Tables that grow or change with every turn. */
const TABLES = "synod.event, synod.cursor, synod.node, synod.edge, synod.document_key, synod.thought";

/**
 * A database that counts its rows now and then, as the autovacuum of a server does and nobody does in PGlite.
 * Without that the planner takes a scope's log for one event, and reads all of it to find an idempotency
 * key: each commit would cost more than the one before.
 */
export function tended(inner: Database, every: number = TEND_EVERY): Database {
  let until = every;
  return {
    async transaction(session, queries) {
      const rows = await inner.transaction(session, queries);
      until -= 1;
      if (until > 0) return rows;
      until = every;
      // What was committed is committed, whatever becomes of this: the next transaction meets what is wrong.
      await inner.script(`analyze ${TABLES}`).catch(() => undefined);
      return rows;
    },
    script: (sql) => inner.script(sql),
    close: () => inner.close(),
  };
}
