import { createHash } from "node:crypto";
import { cpSync } from "node:fs";
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SynodError } from "@synod/core";
import type { Database } from "./database.ts";
import { classifyDatabaseError } from "./errors.ts";
import { watchedGround } from "./ground.ts";
import { migrate, schemaChecksum } from "./migrate.ts";
import { openPglite } from "./pglite.ts";
import { tended } from "./tended.ts";

/** Templates of other versions go when nobody used them for so long. */
const UNUSED_MS_MAX = 30 * 24 * 60 * 60_000;

export interface TemplateOptions {
  /** Where templates are kept. Where that cannot be written, each database is made anew. */
  readonly cacheDir: string;
  /** Fills an empty folder with a migrated database. Default: initdb and every migration. */
  readonly make?: (folder: string) => Promise<void>;
}

/**
 * Opens the embedded database in `folder` with this version's schema; a new one begins as a copy of a
 * template, since initdb costs seconds. A folder is whole or not there, whenever the process dies.
 * Rejects with SYN_DISK_FULL, SYN_DATABASE_SCHEMA.
 */
export async function openEmbeddedDatabase(folder: string, options: TemplateOptions): Promise<Database> {
  if (!(await isThere(join(folder, "PG_VERSION")))) await fill(folder, options);
  const database = await openPglite(folder);
  try {
    await migrate(database);
    return tended(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Makes `folder` a migrated database, by one rename. */
export async function fill(
  folder: string,
  { cacheDir, make = makeDatabase }: TemplateOptions,
): Promise<void> {
  await watchedGround(dirname(folder));
  const fresh = `${folder}.new`;
  // What a process left that died while it copied.
  await rm(fresh, { recursive: true, force: true });
  const template = await ensureTemplate(cacheDir, make).catch(() => null);
  try {
    // In one go: nothing else runs yet, and file by file it takes five times as long.
    if (template === null) await make(fresh);
    else cpSync(template, fresh, { recursive: true });
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw classifyDatabaseError(error);
  }
}

/** The path of the template; made aside and renamed, so that several processes may try at once. */
async function ensureTemplate(cacheDir: string, make: (folder: string) => Promise<void>): Promise<string> {
  const template = join(cacheDir, await templateName());
  if (await isThere(template)) {
    const now = new Date();
    await utimes(template, now, now).catch(() => undefined);
    return template;
  }
  await mkdir(cacheDir, { recursive: true, mode: 0o700 });
  const aside = await mkdtemp(join(cacheDir, "making-"));
  try {
    await make(join(aside, "database"));
    await rename(join(aside, "database"), template).catch(async (error: unknown) => {
      if (!(await isThere(template))) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  await removeUnused(cacheDir);
  return template;
}

async function makeDatabase(folder: string): Promise<void> {
  const database = await openPglite(folder);
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
}

/** A database folder belongs to one PGlite and one schema. */
async function templateName(): Promise<string> {
  const manifest = new URL("../package.json", import.meta.resolve("@electric-sql/pglite"));
  const pglite = versionOf(await readFile(manifest, "utf8"));
  return createHash("sha256")
    .update(`${pglite}\n${await schemaChecksum()}`)
    .digest("hex")
    .slice(0, 32);
}

function versionOf(manifest: string): string {
  const value: unknown = JSON.parse(manifest);
  if (typeof value === "object" && value !== null && "version" in value) return String(value.version);
  throw new SynodError("SYN_INTERNAL", "PGlite does not say its version");
}

async function removeUnused(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const path = join(cacheDir, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > UNUSED_MS_MAX) await rm(path, { recursive: true, force: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
