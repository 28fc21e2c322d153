import { homedir } from "node:os";
import { join } from "node:path";

/** Where templates of the embedded database are kept: `SYNOD_CACHE`, else `synod/` in `XDG_CACHE_HOME` or `~/.cache`. */
export function templatesFolder(env: NodeJS.ProcessEnv): string {
  const base = env["SYNOD_CACHE"] || join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "synod");
  return join(base, "databases");
}
