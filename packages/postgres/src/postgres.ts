import pg from "pg";
import { SynodError } from "@synod/core";
import { preludeOf, type Database, type Query, type Rows, type Session } from "./database.ts";
import { classifyDatabaseError } from "./errors.ts";

/** Bounds of a pool: each role has its own. Milliseconds. */
export interface PostgresOptions {
  /** A service uses two roles: its own and the reader's. */
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
  poolMax: 4,
  acquireMs: 5_000,
  statementMs: 15_000,
  answerMs: 20_000,
  idleInTransactionMs: 10_000,
  idleMs: 30_000,
};

/** A PostgreSQL server. Connects on first use; rejects with SYN_DATABASE_UNAVAILABLE, SYN_COMMIT_UNKNOWN, … */
export function openPostgres(url: string, options: Partial<PostgresOptions> = {}): Database {
  const bounds = { ...POSTGRES_DEFAULTS, ...options };
  return new PostgresDatabase(() => {
    const pool = new pg.Pool({
      connectionString: url,
      max: bounds.poolMax,
      connectionTimeoutMillis: bounds.acquireMs,
      idleTimeoutMillis: bounds.idleMs,
      statement_timeout: bounds.statementMs,
      query_timeout: bounds.answerMs,
      idle_in_transaction_session_timeout: bounds.idleInTransactionMs,
      keepAlive: true,
      pipeline: true,
      application_name: "synod",
    });
    // A connection that breaks says so to its query, if it has one, and is replaced by the pool. It also emits
    // an error, idle or not, which without a listener ends the process.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => client.on("error", () => undefined));
    return pool;
  });
}

/**
 * A connection serves one role only: under row-level security PostgreSQL throws its plans away when the role
 * is another than the one they were made for, and planning anew costs more than the commit itself.
 */
class PostgresDatabase implements Database {
  readonly #pools = new Map<Session["role"], pg.Pool>();
  readonly #openPool: () => pg.Pool;
  #isClosed = false;

  constructor(openPool: () => pg.Pool) {
    this.#openPool = openPool;
  }

  async transaction(session: Session, queries: readonly Query[]): Promise<Rows> {
    const statements = queries.map(({ sql, values }) => ({
      // Named, so that each connection plans a statement once.
      name: queryName(sql),
      text: sql,
      values: [...values],
    }));
    const results = await this.#run(session, `begin; ${preludeOf(session)}`, statements);
    return results.at(-1)?.rows ?? [];
  }

  async script(sql: string): Promise<void> {
    await this.#run({ role: null, tenant: null }, "begin", [{ text: sql }]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
  }

  /**
   * Sends the whole transaction at once: one round trip. After an error the server does nothing more, and
   * `commit` rolls back.
   */
  async #run(
    { role, isRead = false }: Session,
    begin: string,
    statements: readonly pg.QueryConfig[],
  ): Promise<readonly pg.QueryResult<Record<string, unknown>>[]> {
    const client = await this.#connect(role);
    const queries = [{ text: begin }, ...statements, { text: "commit" }];
    const { stream } = client.connection;
    stream.cork();
    const sent = queries.map((query) => client.query<Record<string, unknown>>(query));
    // One write to the socket instead of three: the system call costs more than what it carries.
    stream.uncork();
    const [begun, ...answers] = await Promise.allSettled(sent);
    const failed = [begun, ...answers].find((answer) => answer?.status === "rejected");
    if (failed === undefined) {
      client.release();
      return answers.slice(0, -1).flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    }
    const error = classifyDatabaseError(failed.reason);
    const isBroken = error.code === "SYN_DATABASE_UNAVAILABLE";
    client.release(isBroken ? error : undefined);
    // A commit without an answer may have happened.
    throw isBroken && !isRead
      ? new SynodError("SYN_COMMIT_UNKNOWN", error.detail, { cause: failed.reason })
      : error;
  }

  async #connect(role: Session["role"]): Promise<pg.PoolClient> {
    if (this.#isClosed) throw new SynodError("SYN_DATABASE_UNAVAILABLE", "closed");
    const pool = this.#pools.get(role) ?? this.#openPool();
    this.#pools.set(role, pool);
    try {
      return await pool.connect();
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
