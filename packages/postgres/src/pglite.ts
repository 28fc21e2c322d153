import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { SynodError } from "@synod/core";
import { preludeOf, type Database, type Query, type Rows, type Session } from "./database.ts";
import { classifyDatabaseError } from "./errors.ts";
import { watchedSpace, type FreeSpace } from "./free-space.ts";

/**
 * PostgreSQL in this process. `folder` null: in memory. Acknowledged commits survive the death of the
 * process. Rejects with SYN_DISK_FULL before the disk is.
 */
export async function openPglite(folder: string | null): Promise<Database> {
  const space = folder === null ? null : await watchedSpace(folder);
  const database = await PGlite.create({
    ...(folder === null ? {} : { dataDir: folder }),
    extensions: { vector },
    relaxedDurability: false,
  }).catch((cause: unknown) => {
    throw classifyDatabaseError(cause);
  });
  return new PgliteDatabase(database, space);
}

/** A PGlite that the caller opened, keeps and closes. */
export function databaseOn(pglite: PGlite): Database {
  return new PgliteDatabase(pglite, null);
}

class PgliteDatabase implements Database {
  readonly #database: PGlite;
  readonly #space: FreeSpace | null;
  #failure: SynodError | null = null;

  constructor(database: PGlite, space: FreeSpace | null) {
    this.#database = database;
    this.#space = space;
  }

  async transaction(session: Session, queries: readonly Query[]): Promise<Rows> {
    await this.#spare();
    return this.#guarded(() =>
      this.#database.transaction(async (transaction) => {
        await transaction.exec(preludeOf(session));
        let rows: Rows = [];
        for (const { sql, values } of queries) {
          rows = (await transaction.query<Record<string, unknown>>(sql, [...values])).rows;
        }
        return rows;
      }),
    );
  }

  async script(sql: string): Promise<void> {
    await this.#spare();
    await this.#guarded(async () => {
      await this.#database.transaction((transaction) => transaction.exec(sql));
    });
  }

  async close(): Promise<void> {
    // After a disk error PGlite never comes back: what was acknowledged is on disk, the rest is left.
    if (this.#failure?.code === "SYN_DISK_FULL" || this.#database.closed) return;
    await this.#database.close();
  }

  async #spare(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    try {
      await this.#space?.look();
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
