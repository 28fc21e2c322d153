import { flushCompileCache } from "node:module";
import type { Adapters } from "./adapters.ts";
import { toFullSpeed } from "./full-speed.ts";
import { runService, type ServiceDefinition } from "./run-service.ts";

/** After so long a service has loaded what it needs while it is idle. */
const LOADED_MS = 5_000;

/**
 * The whole `main` of a service: SIGTERM and SIGINT drain it, a second one ends it at once. Ends the process
 * with 0 after a drain and 1 after anything else.
 */
export async function main(definition: ServiceDefinition, adapters: Adapters): Promise<never> {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(1);
    stop.abort();
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  const code = await runService(definition, {
    argv: process.argv.slice(2),
    env: process.env,
    adapters,
    stop: stop.signal,
    onReady: () => void setTimeout(onLoaded, LOADED_MS).unref(),
  });
  process.exit(code);
}

/** A process that is killed has no other time to keep what it compiled. */
function onLoaded(): void {
  flushCompileCache();
  toFullSpeed();
}
