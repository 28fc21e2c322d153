// What a service does before anything else is loaded, so that it is small. Plain JavaScript: the first
// TypeScript file that is not in the compile cache makes Node load what strips types, which takes 30 MB.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";

const folder = compileCacheFolder();
// One that cannot be written is no error: nothing more is kept then.
if (folder !== null) enableCompileCache(folder);

// The young generation stays at its least, 1 MB a half: a service holds little at a time.
setFlagsFromString("--semi-space-growth-factor=1");
// What is done once, at the start, is not worth an optimizing compiler, whose code and zones take 8 MB,
// nor room to grow in. `full-speed.ts` takes this back when the service is ready.
setFlagsFromString("--no-maglev");
setFlagsFromString("--no-turbofan");
setFlagsFromString("--memory-saver-mode");

/** The folder that bin/synod takes. Null: nobody says where caches are. */
function compileCacheFolder() {
  const { NODE_COMPILE_CACHE, SYNOD_CACHE, XDG_CACHE_HOME, HOME } = process.env;
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE;
  const caches = XDG_CACHE_HOME || (HOME && join(HOME, ".cache"));
  const own = SYNOD_CACHE || (caches && join(caches, "synod"));
  return own ? join(own, "compile-cache") : null;
}
