import { mkdir, statfs } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { SynodError } from "@synod/core";
import { preludeOf, type Database, type Query, type Rows, type Session } from "./database.ts";
import { classifyDatabaseError } from "./errors.ts";

/** PGlite spins when the disk is full, so it is not let near it: free bytes that a commit must leave. */
const FREE_BYTES_MIN = 48 * 1024 * 1024;
/** Transactions between two looks at the free space. */
const LOOK_EVERY = 32;

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

interface FreeSpace {
  /** Rejects with SYN_DISK_FULL. */
  look(): Promise<void>;
}

async function watchedSpace(folder: string): Promise<FreeSpace> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let until = 0;
  const look = async () => {
    until -= 1;
    if (until > 0) return;
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    if (free < FREE_BYTES_MIN) {
      throw new SynodError(
        "SYN_DISK_FULL",
        `${folder}: ${free} bytes are free, ${FREE_BYTES_MIN} are needed`,
      );
    }
    // Near the end every transaction looks.
    until = free < 4 * FREE_BYTES_MIN ? 0 : LOOK_EVERY;
  };
  await look();
  return { look };
}
