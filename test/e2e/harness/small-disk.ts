import { execFile } from "node:child_process";
import { rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { temporary } from "./case-folder.ts";

const execute = promisify(execFile);
const FILLER = "filler";

/** A disk of a test's own. */
export interface SmallDisk {
  readonly dir: string;
  /** Leaves this many bytes free. */
  fill(leave: number): Promise<void>;
  makeSpace(): Promise<void>;
}

/** Why no disk can be mounted here, or null. */
export async function whyNoDisk(): Promise<string | null> {
  try {
    // In a mount namespace that ends with the command: nothing is left behind.
    await execute("unshare", ["--mount", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"]);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.trim().split("\n").at(-1) ?? "") : String(error);
  }
}

/** A tmpfs, which goes when the test is over. */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const dir = await temporary();
  await execute("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", dir]);
  onTestFinished(async () => {
    await execute("umount", [dir]);
  });
  const filler = join(dir, FILLER);
  return {
    dir,
    async fill(leave) {
      const { bavail, bsize } = await statfs(dir);
      await writeFile(filler, Buffer.alloc(bavail * bsize - leave)).catch((error: unknown) => {
        // Whoever else writes there was faster: it is as full as can be.
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      });
    },
    makeSpace: () => rm(filler),
  };
}

/** The same folder, for reading alone, until the test is over. */
export async function readOnlyViewOf(dir: string): Promise<string> {
  const view = await temporary();
  await execute("mount", ["--bind", "-o", "ro", dir, view]);
  onTestFinished(async () => {
    await execute("umount", [view]);
  });
  return view;
}
