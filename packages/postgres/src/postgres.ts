import pg from "pg";
import { SynodError } from "@synod/core";
import { preludeOf, type Database, type Query, type Rows, type Session } from "./database.ts";
import { classifyDatabaseError } from "./errors.ts";

/** Bounds of the pool. Milliseconds. */
export interface PostgresOptions {
  readonly poolMax: number;
  /** For a connection: a free one of the pool, or a new one. */
  readonly acquireMs: number;
  /** By the server's clock: it cancels the statement. */
  readonly statementMs: number;
  /** By this process's clock: a server that has gone silent cannot cancel anything. */
  readonly answerMs: number;
  readonly idleInTransactionMs: number;
  readonly idleMs: number;
}

export const POSTGRES_DEFAULTS: PostgresOptions = {
  poolMax: 8,
  acquireMs: 5_000,
  statementMs: 15_000,
  answerMs: 20_000,
  idleInTransactionMs: 10_000,
  idleMs: 30_000,
};

/** A PostgreSQL server. Connects on first use; rejects with SYN_DATABASE_UNAVAILABLE, SYN_COMMIT_UNKNOWN, … */
export function openPostgres(url: string, options: Partial<PostgresOptions> = {}): Database {
  const bounds = { ...POSTGRES_DEFAULTS, ...options };
  const pool = new pg.Pool({
    connectionString: url,
    max: bounds.poolMax,
    connectionTimeoutMillis: bounds.acquireMs,
    idleTimeoutMillis: bounds.idleMs,
    statement_timeout: bounds.statementMs,
    query_timeout: bounds.answerMs,
    idle_in_transaction_session_timeout: bounds.idleInTransactionMs,
    keepAlive: true,
    application_name: "synod",
  });
  // A connection that breaks says so to its query, if it has one, and is replaced by the pool. It also emits
  // an error, idle or not, which without a listener ends the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return new PostgresDatabase(pool);
}

class PostgresDatabase implements Database {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  transaction(session: Session, queries: readonly Query[]): Promise<Rows> {
    const prelude = preludeOf(session);
    return this.#run(`begin; ${prelude}`, async (client) => {
      let rows: Rows = [];
      for (const { sql, values } of queries) {
        // Named, so that each connection plans a statement once.
        const name = queryName(sql);
        rows = (await client.query<Record<string, unknown>>({ name, text: sql, values: [...values] })).rows;
      }
      return rows;
    });
  }

  async script(sql: string): Promise<void> {
    await this.#run("begin", (client) => client.query(sql));
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #run<Result>(begin: string, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.#connect();
    let broken: Error | undefined;
    let committing = false;
    try {
      await client.query(begin);
      const result = await work(client);
      committing = true;
      await client.query("commit");
      return result;
    } catch (thrown) {
      const error = classifyDatabaseError(thrown);
      if (error.code === "SYN_DATABASE_UNAVAILABLE") broken = error;
      else await client.query("rollback").catch((cause: unknown) => (broken = classifyDatabaseError(cause)));
      // A commit without an answer may have happened.
      throw committing && broken !== undefined
        ? new SynodError("SYN_COMMIT_UNKNOWN", error.detail, { cause: thrown })
        : error;
    } finally {
      client.release(broken);
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (thrown) {
      const error = classifyDatabaseError(thrown);
      throw error.code === "SYN_DATABASE_ERROR"
        ? new SynodError("SYN_DATABASE_UNAVAILABLE", error.detail, { cause: thrown })
        : error;
    }
  }
}

const names = new Map<string, string>();

/** A short name for each statement file: their number is fixed, so the map is bounded. */
function queryName(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `synod_${names.size + 1}`;
  names.set(sql, name);
  return name;
}
