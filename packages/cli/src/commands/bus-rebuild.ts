import { realAdapters, loadConfig, createLogger, redactorOf } from "@synod/runtime/service";
import { rebuildBus } from "@synod/sdk";
import type { Io } from "../io.ts";

/** `synod bus rebuild`: hints for every scope, published again out of the database. Harmless at any time. */
export async function busRebuildCommand(flags: { readonly json: boolean }, io: Io): Promise<number> {
  const { config } = loadConfig({ argv: [], env: io.env });
  const logger = createLogger({ name: "cli", level: "error", redact: redactorOf(config) });
  const context = { service: "cli", config, logger, stop: io.signal };
  const store = await realAdapters.store(context);
  const bus = await realAdapters.bus(context);
  try {
    const { scopes, hints } = await rebuildBus(store, bus);
    if (flags.json) io.out(JSON.stringify({ scopes, hints }));
    io.err(`${hints} hints for ${scopes} scopes are on the bus`);
    return 0;
  } finally {
    await bus.close();
    await store.close();
  }
}
