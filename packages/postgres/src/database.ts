/** One SQL statement with its values. */
export interface Query {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Rows as the driver gives them: parsed by the caller, since the database is a door too. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** What a transaction runs as. */
export interface Session {
  /** Null: the connecting user, for migrations only. */
  readonly role: string | null;
  /** Null: no tenant, hence no row of any tenant table. */
  readonly tenant: string | null;
  /** A crash of the server may take it back, and nothing is lost by that: it need not wait for its disk. */
  readonly relaxed?: boolean;
  /** Nothing is written: where the answer is lost, nothing is unknown. */
  readonly isRead?: boolean;
}

/**
 * A database that takes one transaction at a time from each caller. No caller holds one open: a transaction
 * is a list of statements. Adapters: PGlite, PostgreSQL. Both reject with SynodErrors.
 */
export interface Database {
  /** Runs the statements in one transaction; gives the rows of the last. */
  transaction(session: Session, queries: readonly Query[]): Promise<Rows>;
  /** Runs SQL of several statements, without values, in one transaction. For migrations. */
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Tenants and roles stand in SQL as literals: only what cannot end a literal is let in. */
const LITERAL = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** The statements that make a transaction run as `session`, as one simple query without `begin`. */
export function preludeOf({ role, tenant, relaxed }: Session): string {
  const parts: string[] = [];
  if (role !== null) parts.push(`set local role ${literal(role)}`);
  if (tenant !== null) parts.push(`select set_config('synod.tenant', '${literal(tenant)}', true)`);
  if (relaxed === true) parts.push("set local synchronous_commit to off");
  return parts.join("; ");
}

function literal(name: string): string {
  if (!LITERAL.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a role or tenant`);
  return name;
}
