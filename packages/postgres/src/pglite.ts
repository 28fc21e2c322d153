import type * as Engine from "@electric-sql/pglite";
import { SynodError } from "@synod/core";
import { preludeOf, type Database, type Query, type Rows, type Session } from "./database.ts";
import { classifyDatabaseError } from "./errors.ts";
import { watchedGround, type Ground } from "./ground.ts";

/**
 * PostgreSQL in this process. `folder` null: in memory. Acknowledged commits survive the death of the
 * process. Rejects with SYN_DISK_FULL before the disk is, with SYN_STATE_LOST once the folder is gone.
 */
export async function openPglite(folder: string | null): Promise<Database> {
  const ground = folder === null ? null : await watchedGround(folder);
  // Loaded when it is wanted: a service on PostgreSQL need not hold it in memory.
  const [engine, { vector }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@electric-sql/pglite-pgvector"),
  ]);
  const database = await engine.PGlite.create({
    ...(folder === null ? {} : { dataDir: folder }),
    extensions: { vector },
    relaxedDurability: false,
  }).catch((cause: unknown) => {
    // It only says that it did not come up: the reason may be seen on the disk.
    ground?.look();
    throw classifyDatabaseError(cause);
  });
  return new PgliteDatabase(engine, database, ground);
}

/** On a PGlite that the caller opened, keeps and closes; `engine` is the module it comes from. */
export function databaseOn(engine: typeof Engine, pglite: Engine.PGlite): Database {
  return new PgliteDatabase(engine, pglite, null);
}

class PgliteDatabase implements Database {
  readonly #engine: typeof Engine;
  readonly #database: Engine.PGlite;
  readonly #ground: Ground | null;
  #failure: SynodError | null = null;

  constructor(engine: typeof Engine, database: Engine.PGlite, ground: Ground | null) {
    this.#engine = engine;
    this.#database = database;
    this.#ground = ground;
  }

  async transaction(session: Session, queries: readonly Query[]): Promise<Rows> {
    this.#look();
    const { serialize } = this.#engine.protocol;
    // The whole transaction in one call of the engine; after an error `commit` rolls back.
    const message = Buffer.concat([
      serialize.query(`begin; ${preludeOf(session)}`),
      ...queries.flatMap((query) => extendedQuery(serialize, query)),
      serialize.query("commit"),
    ]);
    const { messages } = await this.#guarded(() =>
      this.#database.runExclusive(() => this.#database.execProtocol(message)),
    );
    const results = this.#engine.parse.parseResults(messages, this.#database.parsers);
    return results.at(-2)?.rows ?? [];
  }

  async script(sql: string): Promise<void> {
    this.#look();
    await this.#guarded(async () => {
      await this.#database.transaction((transaction) => transaction.exec(sql));
    });
  }

  async close(): Promise<void> {
    // After that PGlite never comes back: what was acknowledged is on disk, the rest is left.
    if (this.#failure !== null || this.#database.closed) return;
    await this.#database.close();
  }

  /** Once the ground is gone it stays so: PGlite is not let near it again. */
  #look(): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#database.closed) throw new SynodError("SYN_DATABASE_UNAVAILABLE", "it was closed");
    try {
      this.#ground?.look();
    } catch (error) {
      this.#failure = error instanceof SynodError ? error : null;
      throw error;
    }
  }

  async #guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (thrown) {
      const error = classifyDatabaseError(thrown);
      if (error.code === "SYN_DISK_FULL") this.#failure = error;
      throw error;
    }
  }
}

function extendedQuery(
  serialize: (typeof Engine.protocol)["serialize"],
  { sql, values }: Query,
): Uint8Array[] {
  return [
    serialize.parse({ text: sql }),
    serialize.bind({ values: values.map(asText) }),
    serialize.describe({ type: "P" }),
    serialize.execute({}),
    serialize.sync(),
  ];
}

/** Values travel as text: the server reads them as the type that the statement wants. */
function asText(value: unknown): string | null {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
      return String(value);
    default:
      if (value === null) return null;
      throw new SynodError("SYN_INTERNAL", `a statement cannot take a value of type ${typeof value}`);
  }
}
