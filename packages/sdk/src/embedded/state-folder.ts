import { access, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SynodError } from "@synod/core";

/** What a state folder holds, and the lock on it. */
export interface StateFolder {
  readonly database: string;
  readonly blobs: string;
  readonly masterKey: Uint8Array;
  readonly signingKeyFile: string;
  /** Frees the lock. The operating system does so too when the process dies. */
  release(): void;
}

export interface OpenStateOptions {
  /** False: a folder without a state is SYN_STATE_MISSING and nothing is made. */
  readonly create: boolean;
}

const MASTER_KEY_BYTES = 32;
/** Made first, so that a folder with anything in it is a state folder or somebody else's. */
const LOCK = "lock.sqlite";

/**
 * Opens a state folder for this process alone. PGlite has no lock of its own, so one is held on a
 * SQLite file beside it: an exclusive transaction, which ends with the process however it ends.
 * Throws SYN_STATE_IN_USE, SYN_STATE_UNWRITABLE, SYN_STATE_MISSING, SYN_STATE_FOREIGN or SYN_KEY_MISSING.
 */
export async function openStateFolder(dir: string, { create }: OpenStateOptions): Promise<StateFolder> {
  const database = join(dir, "database");
  if (!create) await mustExist(database);
  await prepare(dir);
  const release = lock(join(dir, LOCK));
  try {
    await mkdir(join(dir, "keys"), { recursive: true, mode: 0o700 });
    const masterKey = await keepMasterKey(masterKeyFile(dir), database);
    return {
      database,
      blobs: join(dir, "blobs"),
      masterKey,
      signingKeyFile: join(dir, "keys", "signing.pem"),
      release,
    };
  } catch (error) {
    release();
    throw unwritable(dir, error);
  }
}

async function mustExist(database: string): Promise<void> {
  await access(database, constants.R_OK).catch((cause: unknown) => {
    throw new SynodError("SYN_STATE_MISSING", database, { cause });
  });
}

async function prepare(dir: string): Promise<void> {
  try {
    await makeFolder(resolve(dir));
    await access(dir, constants.W_OK);
    await mustBeOurs(dir);
  } catch (cause) {
    throw unwritable(dir, cause);
  }
}

/** Step by step: `recursive` never comes back where the parent is there and the system still says ENOENT, as in /proc. */
async function makeFolder(dir: string): Promise<void> {
  if (await isThere(dir)) return;
  await makeFolder(dirname(dir));
  await mkdir(dir, { mode: 0o700 }).catch(async (error: unknown) => {
    // Another process may have been faster.
    if (!(await isThere(dir))) throw error;
  });
}

/** Somebody's folder that was named by mistake is left as it is. */
async function mustBeOurs(dir: string): Promise<void> {
  const names = await readdir(dir);
  const strange = names.find((name) => name !== "lost+found");
  // A copy of a state may have been made without its lock.
  if (strange === undefined || names.includes(LOCK) || (await isThere(masterKeyFile(dir)))) return;
  throw new SynodError("SYN_STATE_FOREIGN", `${dir} holds ${strange}`);
}

function masterKeyFile(dir: string): string {
  return join(dir, "keys", "master.key");
}

function lock(path: string): () => void {
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(path, { timeout: 0 });
    // Nothing is written: the lock alone is wanted, and it needs no space on a full disk.
    file.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (cause) {
    file?.close();
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/locked|busy/i.test(message)) throw new SynodError("SYN_STATE_IN_USE", path, { cause });
    throw unwritable(path, cause);
  }
  const held = file;
  return () => {
    if (held.isOpen) held.close();
  };
}

/** Makes the key on first use; the rename is atomic, so that a crash leaves a whole key or none. */
async function keepMasterKey(path: string, database: string): Promise<Uint8Array> {
  const kept = await readFile(path, "utf8").catch(() => null);
  if (kept !== null) {
    const key = Buffer.from(kept.trim(), "base64");
    if (key.length !== MASTER_KEY_BYTES)
      throw new SynodError("SYN_KEY_MISSING", `${path} holds no 32-byte key`);
    return key;
  }
  // The key is made before the database: without it, what is in there can never be read.
  if (await isThere(join(database, "PG_VERSION"))) {
    throw new SynodError("SYN_KEY_MISSING", `${path} is gone, and the documents are sealed under it`);
  }
  const key = randomBytes(MASTER_KEY_BYTES);
  const fresh = `${path}.new`;
  await writeFile(fresh, `${key.toString("base64")}\n`, { mode: 0o600, flush: true });
  await rename(fresh, path);
  return key;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function unwritable(path: string, cause: unknown): SynodError {
  if (cause instanceof SynodError) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const message = cause instanceof Error ? cause.message : String(cause);
  if (code === "ENOSPC" || /database or disk is full/i.test(message))
    return new SynodError("SYN_DISK_FULL", path, { cause });
  return new SynodError("SYN_STATE_UNWRITABLE", `${path}: ${message}`, { cause });
}
