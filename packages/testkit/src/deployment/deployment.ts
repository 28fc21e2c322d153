import { randomBytes } from "node:crypto";
import { generateSigningKey, sha256Hex, SynodError, type IsoInstant, type TenantId } from "@synod/core";
import { createAccessStore, migrate, openPostgres } from "@synod/postgres";
import { SynodClient } from "@synod/sdk";
import {
  SERVICE_NAMES,
  startServiceProcess,
  type DeployedService,
  type ServiceProcess,
} from "./service-process.ts";

/** Synod as it is deployed: every service in a process of its own, on real servers. */
export interface Deployment {
  /** What the services were started with. */
  readonly env: NodeJS.ProcessEnv;
  readonly services: ServiceProcess[];
  /** A client with a new key of the tenant, at the first ingest that lives. */
  client(tenant: TenantId): Promise<SynodClient>;
  /** Starts one more instance. */
  start(name: DeployedService): Promise<ServiceProcess>;
  /** Kills an instance with SIGKILL and forgets it. */
  kill(service: ServiceProcess): Promise<void>;
  /** Drains them all. */
  stop(): Promise<void>;
}

export interface DeploymentOptions {
  /** URLs and keys of the servers: `SYNOD_DATABASE_URL` and so on. */
  readonly servers: Readonly<Record<string, string>>;
  /** Of each service. Default 1. */
  readonly instances?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly onProgress?: (line: string) => void;
}

const MASTER_KEY_BYTES = 32;
const SEED_BYTES = 32;

/** Migrates the database and starts every service. If one fails, the others are stopped. */
export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { servers, instances = 1, onProgress = () => undefined } = options;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    SYNOD_MASTER_KEY: randomBytes(MASTER_KEY_BYTES).toString("base64"),
    SYNOD_SIGNING_KEY: generateSigningKey(randomBytes(SEED_BYTES)),
    SYNOD_S3_CREATE_BUCKET: "true",
    ...servers,
    ...options.env,
  };
  const databaseUrl = env["SYNOD_DATABASE_URL"];
  if (databaseUrl === undefined) throw new SynodError("SYN_KEY_MISSING", "SYNOD_DATABASE_URL");
  await inDatabase(databaseUrl, (database) => migrate(database));
  const services: ServiceProcess[] = [];
  const start = async (name: DeployedService) => {
    const service = await startServiceProcess(name, env);
    services.push(service);
    onProgress(`${name} serves at ${service.url}`);
    return service;
  };
  const stop = async () => {
    await Promise.all(services.splice(0).map((service) => service.stop()));
  };
  try {
    for (let instance = 0; instance < instances; instance += 1) await Promise.all(SERVICE_NAMES.map(start));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    env,
    services,
    start,
    stop,
    async kill(service) {
      services.splice(services.indexOf(service), 1);
      await service.kill();
    },
    async client(tenant) {
      const ingest = services.find(({ name }) => name === "ingest");
      if (ingest === undefined) throw new SynodError("SYN_SERVER_FAILED", "no ingest is running");
      const key = await createKey(databaseUrl, tenant);
      return new SynodClient({ url: ingest.url, key });
    },
  };
}

async function createKey(databaseUrl: string, tenant: TenantId): Promise<string> {
  const id = randomBytes(6).toString("hex");
  const key = `syn_${id}_${randomBytes(32).toString("base64url")}`;
  const createdAt = new Date().toISOString() as IsoInstant;
  const row = { id, tenant, name: "deployment", hash: sha256Hex(key), createdAt };
  await inDatabase(databaseUrl, (database) => createAccessStore({ database }).createKey(row));
  return key;
}

async function inDatabase<Result>(
  url: string,
  work: (database: ReturnType<typeof openPostgres>) => Promise<Result>,
): Promise<Result> {
  const database = openPostgres(url);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
