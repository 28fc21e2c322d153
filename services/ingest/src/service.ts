import { createAccessStore, openPostgres } from "@synod/postgres";
import { CaseCache, DEFAULT_LIMITS } from "@synod/runtime";
import {
  listenError,
  required,
  type Health,
  type ServiceDefinition,
  type ServicePorts,
} from "@synod/runtime/service";
import { buildServer } from "./http/server.ts";
import { Writer } from "./writer.ts";

/** Connections for keys and idempotency, beside those of the store. */
const ACCESS_POOL_MAX = 4;

/** The door: no handler, but the HTTP API. */
export const ingestService: ServiceDefinition = {
  name: "ingest",
  handlers: () => Promise.resolve([]),
  serve,
};

async function serve(
  ports: ServicePorts,
  health: Health,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { config, store, bus, clock, random, tracer, logger, masterKey } = ports;
  const blobs = await ports.blobs();
  const database = openPostgres(required(config, "database_url"), { poolMax: ACCESS_POOL_MAX });
  const cache = new CaseCache(store, masterKey, DEFAULT_LIMITS);
  const documentBytesMax = config.document_bytes_max;
  const app = await buildServer({
    writer: new Writer({
      store,
      bus,
      blobs,
      clock,
      random,
      cache,
      masterKey,
      limits: DEFAULT_LIMITS,
      documentBytesMax,
    }),
    cache,
    access: createAccessStore({ database }),
    clock,
    random,
    tracer,
    logger,
    health,
    documentBytesMax,
  });
  const { host, port } = config;
  try {
    await app.listen({ host, port });
  } catch (error) {
    await database.close();
    throw error instanceof Error ? listenError(error, host, port) : error;
  }
  const address = app.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    async close() {
      await app.close();
      await database.close();
    },
  };
}
