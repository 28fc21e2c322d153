import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { SynodError } from "@synod/core";
import type { Database } from "./database.ts";

const MIGRATIONS_URL = new URL("../migrations/", import.meta.url);

/** Versions of the schema that this code works with. */
export const SCHEMA_VERSIONS = { min: 6, max: 6 } as const;

/** Any number that no other program is likely to take. */
const ADVISORY_LOCK = 7_396_150_284;

const OWNER = { role: null, tenant: null, isRead: true } as const;

export interface Migrated {
  readonly version: number;
  /** File names of what was applied now. */
  readonly applied: readonly string[];
}

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/**
 * Brings the schema to this version, each migration in a transaction of its own under an advisory lock, so
 * that several may try at once. Rejects with SYN_DATABASE_SCHEMA if an applied migration was edited since.
 */
export async function migrate(database: Database): Promise<Migrated> {
  await database.script(`
    select pg_advisory_xact_lock(${ADVISORY_LOCK});
    create schema if not exists synod;
    create table if not exists synod.migration (
      version integer primary key, name text not null, checksum text not null
    );
  `);
  const migrations = await readMigrations();
  const done = await appliedVersions(database);
  for (const { version, name, checksum } of migrations) {
    const before = done.get(version);
    if (before !== undefined && before !== checksum) {
      throw new SynodError("SYN_DATABASE_SCHEMA", `${name} was edited after it was applied`);
    }
  }
  const applied: string[] = [];
  for (const migration of migrations) {
    if (done.has(migration.version)) continue;
    if (await apply(database, migration)) applied.push(migration.name);
  }
  return { version: Math.max(...migrations.map(({ version }) => version), ...done.keys()), applied };
}

/** Rejects with SYN_DATABASE_SCHEMA unless the schema's version is one that this code works with. */
export async function assertSchema(database: Database): Promise<void> {
  const versions = [...(await appliedVersions(database)).keys()];
  const version = Math.max(0, ...versions);
  if (version >= SCHEMA_VERSIONS.min && version <= SCHEMA_VERSIONS.max) return;
  const { min, max } = SCHEMA_VERSIONS;
  throw new SynodError(
    "SYN_DATABASE_SCHEMA",
    `it is at version ${version}, this version works with ${min} to ${max}`,
  );
}

/** Says which schema this code makes: it changes with every migration. */
export async function schemaChecksum(): Promise<string> {
  const migrations = await readMigrations();
  return createHash("sha256")
    .update(migrations.map(({ checksum }) => checksum).join("\n"))
    .digest("hex");
}

async function apply(database: Database, { version, name, sql, checksum }: Migration): Promise<boolean> {
  // The lock is taken again in each transaction: who was second finds the row and does nothing.
  const marker = `insert into synod.migration (version, name, checksum) values (${version}, '${name}', '${checksum}');`;
  try {
    await database.script(`select pg_advisory_xact_lock(${ADVISORY_LOCK}); ${marker}\n${sql}`);
    return true;
  } catch (error) {
    if ((await appliedVersions(database)).get(version) === checksum) return false;
    throw error;
  }
}

async function appliedVersions(database: Database): Promise<Map<number, string>> {
  const exists = { sql: "select to_regclass('synod.migration') is not null as there", values: [] };
  const [found] = await database.transaction(OWNER, [exists]);
  if (found?.["there"] !== true) return new Map();
  const rows = await database.transaction(OWNER, [
    { sql: "select version, checksum from synod.migration", values: [] },
  ]);
  return new Map(rows.map((row) => [Number(row["version"]), String(row["checksum"])]));
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(MIGRATIONS_URL)).filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, MIGRATIONS_URL), "utf8");
      const checksum = createHash("sha256").update(sql).digest("hex");
      return { version: Number(name.slice(0, 4)), name, sql, checksum };
    }),
  );
}
