import { randomBytes } from "node:crypto";
import { generateSigningKey, sha256Hex, SynodError, type IsoInstant, type TenantId } from "@synod/core";
import { createAccessStore, migrate, openPostgres } from "@synod/postgres";
import { SynodClient } from "@synod/sdk";
import {
  SERVICE_NAMES,
  startServiceProcess,
  type DeployedService,
  type ServiceProcess,
  type ServiceProcessOptions,
} from "./service-process.ts";

/** Synod as it is deployed: every service in a process of its own, on real servers. */
export interface Deployment {
  /** What the services were started with. */
  readonly env: NodeJS.ProcessEnv;
  /** The database past any proxy. */
  readonly adminDatabaseUrl: string;
  readonly services: ServiceProcess[];
  /** A client with a new key of the tenant, at the nth ingest that lives. */
  client(tenant: TenantId, nth?: number): Promise<SynodClient>;
  /** The secret of a new key. */
  key(tenant: TenantId): Promise<string>;
  named(name: DeployedService): readonly ServiceProcess[];
  /** Starts one more instance. */
  start(name: DeployedService, options?: ServiceProcessOptions): Promise<ServiceProcess>;
  /** Kills an instance with SIGKILL and forgets it. */
  kill(service: ServiceProcess): Promise<void>;
  /** SIGTERM; forgets it and gives its exit code. */
  drain(service: ServiceProcess): Promise<number | null>;
  /** Kills an instance and starts it again at the same port. */
  restart(service: ServiceProcess): Promise<ServiceProcess>;
  /** Drains them all. */
  stop(): Promise<void>;
}

export interface DeploymentOptions {
  /** URLs and keys of the servers: `SYNOD_DATABASE_URL` and so on. */
  readonly servers: Readonly<Record<string, string>>;
  /** Of each service. Default 1. */
  readonly instances?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** For migrations and keys. Default: the services' own. */
  readonly adminDatabaseUrl?: string;
  readonly onProgress?: (line: string) => void;
}

const MASTER_KEY_BYTES = 32;
const SEED_BYTES = 32;
/** Longer than a client of the world would wait: services are killed under it. */
const CLIENT_MS_MAX = 180_000;

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
  const adminDatabaseUrl = options.adminDatabaseUrl ?? env["SYNOD_DATABASE_URL"];
  if (adminDatabaseUrl === undefined) throw new SynodError("SYN_KEY_MISSING", "SYNOD_DATABASE_URL");
  await inDatabase(adminDatabaseUrl, (database) => migrate(database));
  const services: ServiceProcess[] = [];
  const start = async (name: DeployedService, how?: ServiceProcessOptions) => {
    const service = await startServiceProcess(name, env, how);
    services.push(service);
    onProgress(`${name} serves at ${service.url}`);
    return service;
  };
  const forget = (service: ServiceProcess) => {
    const at = services.indexOf(service);
    if (at !== -1) services.splice(at, 1);
  };
  const kill = (service: ServiceProcess) => {
    forget(service);
    return service.kill();
  };
  const named = (name: DeployedService) => services.filter((service) => service.name === name);
  const stop = async () => {
    await Promise.all(services.splice(0).map((service) => service.stop()));
  };
  try {
    for (let instance = 0; instance < instances; instance += 1)
      await Promise.all(SERVICE_NAMES.map((name) => start(name)));
  } catch (error) {
    await stop();
    throw error;
  }
  const key = (tenant: TenantId) => createKey(adminDatabaseUrl, tenant);
  return {
    env,
    adminDatabaseUrl,
    services,
    start,
    stop,
    kill,
    key,
    named,
    drain(service) {
      forget(service);
      return service.stop();
    },
    async restart(service) {
      await kill(service);
      return start(service.name, { port: service.port });
    },
    async client(tenant, nth = 0) {
      const ingest = named("ingest")[nth];
      if (ingest === undefined)
        throw new SynodError("SYN_SERVER_FAILED", `${nth}: so many ingest do not run`);
      return new SynodClient({ url: ingest.url, key: await key(tenant), deadlineMs: CLIENT_MS_MAX });
    },
  };
}

/** Makes an API key of the tenant; gives its secret. */
export async function createKey(databaseUrl: string, tenant: TenantId): Promise<string> {
  const id = randomBytes(6).toString("hex");
  const key = `syn_${id}_${randomBytes(32).toString("base64url")}`;
  const createdAt = new Date().toISOString() as IsoInstant;
  const row = { id, tenant, name: "deployment", hash: sha256Hex(key), createdAt };
  await inDatabase(databaseUrl, (database) => createAccessStore({ database }).createKey(row));
  return key;
}

/** Opens the database for one piece of work. */
export async function inDatabase<Result>(
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
