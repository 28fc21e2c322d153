import { statfsSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { SynodError } from "@synod/core";

/** PGlite spins when the disk is full, so it is not let near it: free bytes that a commit must leave. */
const FREE_BYTES_MIN = 48 * 1024 * 1024;

/** The folder of a database and the disk it is on. */
export interface Ground {
  /** Throws SYN_DISK_FULL, SYN_STATE_LOST or SYN_STATE_UNWRITABLE. Two system calls: cheap enough for every transaction. */
  look(): void;
}

/** Makes the folder if it is not there, and looks at once. */
export async function watchedGround(folder: string): Promise<Ground> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw groundError(folder, cause);
  });
  const { ino } = statSync(folder);
  const look = () => {
    // PGlite opens files by their path: what is deleted or moved away fails in it, again and again.
    if (statSync(folder, { throwIfNoEntry: false })?.ino !== ino)
      throw new SynodError("SYN_STATE_LOST", folder);
    const free = freeBytes(folder);
    if (free >= FREE_BYTES_MIN) return;
    throw new SynodError("SYN_DISK_FULL", `${folder}: ${free} bytes are free, ${FREE_BYTES_MIN} are needed`);
  };
  look();
  return { look };
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch (cause) {
    throw groundError(folder, cause);
  }
}

function groundError(folder: string, cause: unknown): SynodError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const message = cause instanceof Error ? cause.message : String(cause);
  if (code === "ENOSPC") return new SynodError("SYN_DISK_FULL", message, { cause });
  if (code === "ENOENT") return new SynodError("SYN_STATE_LOST", folder, { cause });
  return new SynodError("SYN_STATE_UNWRITABLE", message, { cause });
}
