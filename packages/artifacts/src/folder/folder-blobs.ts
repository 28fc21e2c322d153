import { randomUUID } from "node:crypto";
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SynodError, sha256Hex, type Digest } from "@synod/core";
import type { Blobs } from "@synod/contracts";
import { assertNamed, keyOf } from "../key.ts";

/**
 * Blobs in a folder, `<root>/<tenant>/<sha256>`. A blob is there whole or not at all: it is written
 * aside, synced and renamed. Rejects with SYN_DISK_FULL or SYN_STATE_UNWRITABLE when it cannot be kept.
 */
export function createFolderBlobs(root: string): Blobs {
  const cleared = new Set<string>();
  async function clearOnce(folder: string): Promise<void> {
    if (cleared.has(folder)) return;
    cleared.add(folder);
    await clearAside(folder);
  }

  return {
    async put(tenant, digest, bytes, signal) {
      signal?.throwIfAborted();
      assertNamed(digest, bytes);
      const path = join(root, keyOf(tenant, digest));
      if (await holds(path, digest)) return;
      try {
        await mkdir(dirname(path), { recursive: true });
        await clearOnce(dirname(path));
        await writeAside(path, bytes);
      } catch (error) {
        const code = errnoOf(error) === "ENOSPC" ? "SYN_DISK_FULL" : "SYN_STATE_UNWRITABLE";
        throw new SynodError(code, `${path}: ${reasonOf(error)}`, { cause: error });
      }
    },

    async get(tenant, digest, signal) {
      signal?.throwIfAborted();
      const path = join(root, keyOf(tenant, digest));
      const bytes = await read(path, digest);
      if (sha256Hex(bytes) !== digest) throw new SynodError("SYN_BLOB_CORRUPT", `${path} holds other bytes`);
      return bytes;
    },

    async has(tenant, digest) {
      return exists(join(root, keyOf(tenant, digest)));
    },

    async ping() {
      try {
        await mkdir(root, { recursive: true });
        await access(root);
      } catch (error) {
        throw new SynodError("SYN_BLOBS_UNAVAILABLE", `${root}: ${reasonOf(error)}`, { cause: error });
      }
    },

    close: () => Promise.resolve(),
  };
}

async function writeAside(path: string, bytes: Uint8Array): Promise<void> {
  const aside = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(aside, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** What killed processes left half-written; young ones may still be someone's. */
async function clearAside(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".tmp")) continue;
    const found = await stat(join(folder, name)).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > ASIDE_MS_MAX)
      await rm(join(folder, name), { force: true });
  }
}

const ASIDE_MS_MAX = 60 * 60_000;

async function read(path: string, digest: Digest): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") throw new SynodError("SYN_BLOB_NOT_FOUND", digest, { cause: error });
    throw new SynodError("SYN_BLOBS_UNAVAILABLE", `${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** A blob whose bytes went bad is no blob: storing it again mends it. */
async function holds(path: string, digest: Digest): Promise<boolean> {
  if (!(await exists(path))) return false;
  return sha256Hex(await read(path, digest)) === digest;
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return false;
    throw new SynodError("SYN_BLOBS_UNAVAILABLE", `${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function errnoOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
