import { realAdapters, runService } from "@synod/runtime/service";
import { allServices } from "@synod/sdk/serve";
import type { Io } from "../io.ts";

/** `synod serve`: every service in one process, until it is told to stop. */
export function serveCommand({ env, signal }: Pick<Io, "env" | "signal">): Promise<0 | 1> {
  return runService(allServices, { argv: [], env, adapters: realAdapters, stop: signal });
}
