import { createHash } from "node:crypto";
import { chmod, chown, cp, lstat, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SynodError } from "../../packages/core/src/errors/synod-error.ts";

/** `nobody`: owns nothing else on the machine. */
const NOBODY = 65_534;

/** Who a server runs as that refuses to run as root: `nobody`, or nobody else than we are. */
export function unprivilegedUser(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

/** Gives a file or folder to the unprivileged user. Rejects with SYN_SERVER_FAILED if it could not get there. */
export async function giveToUnprivileged(path: string): Promise<void> {
  const { uid, gid } = unprivilegedUser();
  if (uid === undefined || gid === undefined) return;
  if (!(await isOpenToAll(dirname(path))) && (await stat(dirname(path))).uid !== uid) {
    throw new SynodError(
      "SYN_SERVER_FAILED",
      `${path} cannot be reached by uid ${uid}; choose a folder that everyone can pass through`,
    );
  }
  await chown(path, uid, gid);
}

/** A new temporary folder that the unprivileged user can pass through, but not look into. */
export async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o711);
  return folder;
}

/**
 * `folder`, or a copy of it that the unprivileged user can reach: root's home is closed to others. The
 * copy is ours alone to write, and is made once. Rejects with SYN_SERVER_FAILED if someone else made it.
 */
export async function reachable(folder: string): Promise<string> {
  if (unprivilegedUser().uid === undefined || (await isOpenToAll(folder))) return folder;
  const mark = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  const copy = join(tmpdir(), `synod-native-${mark}`);
  if (!(await isThere(copy))) {
    const aside = await mkdtemp(`${copy}.making-`);
    try {
      await cp(folder, join(aside, "server"), { recursive: true, verbatimSymlinks: true });
      await rename(join(aside, "server"), copy).catch(async (error: unknown) => {
        if (!(await isThere(copy))) throw error;
      });
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }
  const { uid, mode } = await lstat(copy);
  if (uid !== 0 || (mode & 0o022) !== 0)
    throw new SynodError("SYN_SERVER_FAILED", `${copy} belongs to someone else; remove it`);
  return copy;
}

/** True if every folder above can be passed through by everyone. */
async function isOpenToAll(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  if ((mode & 0o001) === 0) return false;
  const parent = dirname(path);
  return parent === path ? true : isOpenToAll(parent);
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
