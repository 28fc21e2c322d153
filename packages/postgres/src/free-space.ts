import { mkdir, statfs } from "node:fs/promises";
import { SynodError } from "@synod/core";

/** PGlite spins when the disk is full, so it is not let near it: free bytes that a commit must leave. */
const FREE_BYTES_MIN = 48 * 1024 * 1024;
/** Transactions between two looks at the free space. */
const LOOK_EVERY = 32;

/** The free space of a disk, looked at now and then. */
export interface FreeSpace {
  /** Rejects with SYN_DISK_FULL. */
  look(): Promise<void>;
}

/** Looks at once, then on every few calls, and on every call near the end. Makes the folder if it is not there. */
export async function watchedSpace(folder: string): Promise<FreeSpace> {
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
