import type { Analyst, Authorizer, Blobs, Bus, Logger, Store } from "@synod/contracts";
import { retry } from "../retry.ts";
import { systemClock, systemRandom } from "../system.ts";
import { required } from "./config.ts";
import type { Config } from "./settings.ts";

/** Opens what a service reaches. None connects before it is used, and none is loaded before it is asked for. */
export interface Adapters {
  store(context: AdapterContext): Promise<Store>;
  bus(context: AdapterContext): Promise<Bus>;
  blobs(context: AdapterContext): Promise<Blobs>;
  authorizer(context: AdapterContext): Promise<Authorizer>;
  analyst(context: AdapterContext): Promise<Analyst>;
}

export interface AdapterContext {
  readonly service: string;
  readonly config: Config;
  readonly logger: Logger;
  /** Aborts: the service is told to stop while it still starts. */
  readonly stop: AbortSignal;
}

/** How long a service waits for the database when it starts. Milliseconds. */
const SCHEMA_MS_MAX = 30_000;

/** PostgreSQL, NATS JetStream, S3, OpenFGA; deterministic reading unless a model is configured. */
export const realAdapters: Adapters = { store, bus, blobs, authorizer, analyst };

/** Refuses a schema that this version does not fit. Rejects with SYN_DATABASE_SCHEMA, SYN_DATABASE_UNAVAILABLE. */
async function store({ config, stop }: AdapterContext): Promise<Store> {
  const { assertSchema, createStore, openPostgres } = await import("@synod/postgres");
  const database = openPostgres(required(config, "database_url"));
  const bounds = {
    clock: systemClock,
    random: systemRandom,
    backoff: { baseMs: 100, capMs: 2_000 },
    attemptsMax: 1_000,
    deadlineMs: SCHEMA_MS_MAX,
    signal: stop,
  };
  try {
    await retry(() => assertSchema(database), bounds);
  } catch (error) {
    await database.close();
    throw error;
  }
  return createStore({ database, clock: systemClock });
}

async function bus({ service, config, logger }: AdapterContext): Promise<Bus> {
  const { createNatsBus } = await import("@synod/bus");
  const { nats_token: token } = config;
  return createNatsBus({
    url: required(config, "nats_url"),
    clientName: `synod-${service}`,
    logger,
    onStreamReplaced: () =>
      logger.warn({}, "the stream is a new one: hints may be lost, the sweep finds their scopes"),
    ...(token === undefined ? {} : { token }),
  });
}

async function blobs({ config }: AdapterContext): Promise<Blobs> {
  const { createS3Blobs } = await import("@synod/artifacts");
  return createS3Blobs({
    url: required(config, "s3_url"),
    bucket: config.s3_bucket,
    createBucket: config.s3_create_bucket === "true",
    region: config.s3_region,
    accessKey: required(config, "s3_access_key"),
    secretKey: required(config, "s3_secret_key"),
  });
}

async function authorizer({ config }: AdapterContext): Promise<Authorizer> {
  const { createOpenFgaAuthorizer } = await import("@synod/authz");
  const { openfga_token: token } = config;
  return createOpenFgaAuthorizer({
    url: required(config, "openfga_url"),
    storeName: config.openfga_store,
    ...(token === undefined ? {} : { token }),
  });
}

async function analyst({ config }: AdapterContext): Promise<Analyst> {
  const { createDeterministicAnalyst, createMastraAnalyst } = await import("@synod/models");
  if (config.model_url === undefined) return createDeterministicAnalyst();
  return createMastraAnalyst({
    url: config.model_url,
    model: required(config, "model_name"),
    apiKey: required(config, "model_key"),
    timeoutMs: config.think_ms,
  });
}
