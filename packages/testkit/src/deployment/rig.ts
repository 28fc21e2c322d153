import { rm } from "node:fs/promises";
import { join } from "node:path";
import { startMinio } from "../../../../infra/native/minio.ts";
import { startNats } from "../../../../infra/native/nats.ts";
import { startOpenFga } from "../../../../infra/native/openfga.ts";
import { startPostgres } from "../../../../infra/native/postgres.ts";
import { createFaultProxy, type FaultProxy } from "../../../../infra/native/toxiproxy-client.ts";
import { startToxiproxy } from "../../../../infra/native/toxiproxy.ts";
import { temporaryFolder } from "../../../../infra/native/unprivileged.ts";
import { startDeployment, type Deployment } from "./deployment.ts";
import { startRestartable, type Restartable } from "./restartable.ts";

const SERVERS = ["postgres", "nats", "s3", "openfga"] as const;
type ServerName = (typeof SERVERS)[number];

/** A deployment on servers of its own, each of which can be taken away and given back. */
export interface Rig {
  readonly deployment: Deployment;
  readonly servers: Readonly<Record<ServerName, Restartable>>;
  /** Between the services and a server, where asked for: what passes there can be broken. */
  readonly proxies: Readonly<Partial<Record<ServerName, FaultProxy>>>;
  stop(): Promise<void>;
}

export interface RigOptions {
  readonly instances?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Servers that the services reach through a fault proxy. */
  readonly proxied?: readonly ServerName[];
}

/** Bounds at which what was lost is found again within seconds. */
const QUICK = { SYNOD_LEASE_MS: "3000", SYNOD_SWEEP_MS: "500", SYNOD_LOG_LEVEL: "info" } as const;

/** Starts servers and services. What was started is stopped if the rest fails. */
export async function startRig({ instances = 2, env = {}, proxied = [] }: RigOptions = {}): Promise<Rig> {
  const folder = await temporaryFolder("synod-rig-");
  const undo: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const servers = await startServers(folder, undo);
    const proxies = await startProxies(folder, servers, proxied, undo);
    const deployment = await startDeployment({
      instances,
      servers: addresses(servers, proxies),
      env: { ...QUICK, ...env },
      adminDatabaseUrl: servers.postgres.url,
    });
    undo.push(() => deployment.stop());
    return { deployment, servers, proxies, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServers(folder: string, undo: (() => Promise<void>)[]): Promise<Rig["servers"]> {
  const start = async (...[how, name]: Parameters<typeof startRestartable>): Promise<Restartable> => {
    const server = await startRestartable(how, join(folder, name));
    undo.push(() => server.stop());
    return server;
  };
  const starting = [
    start((options) => startPostgres({ ...options, durable: false }), "postgres"),
    start(startNats, "nats"),
    start(startMinio, "s3"),
    start(startOpenFga, "openfga"),
  ] as const;
  // Those that came up are stopped too if another does not.
  await Promise.allSettled(starting);
  const [postgres, nats, s3, openfga] = await Promise.all(starting);
  return { postgres, nats, s3, openfga };
}

async function startProxies(
  folder: string,
  servers: Rig["servers"],
  proxied: readonly ServerName[],
  undo: (() => Promise<void>)[],
): Promise<Rig["proxies"]> {
  if (proxied.length === 0) return {};
  const toxiproxy = await startToxiproxy({ dataDir: join(folder, "toxiproxy") });
  undo.push(() => toxiproxy.stop());
  const proxies: Partial<Record<ServerName, FaultProxy>> = {};
  for (const name of proxied)
    proxies[name] = await createFaultProxy(toxiproxy.url, name, new URL(servers[name].url).host);
  return proxies;
}

/** What the services are told: the proxy's address where there is one. */
function addresses(servers: Rig["servers"], proxies: Rig["proxies"]): Record<string, string> {
  const reached = (name: ServerName): string => {
    const { url } = servers[name];
    const proxy = proxies[name];
    return proxy === undefined ? url : url.replace(new URL(url).host, proxy.address);
  };
  return {
    SYNOD_DATABASE_URL: reached("postgres"),
    SYNOD_NATS_URL: reached("nats"),
    SYNOD_S3_URL: reached("s3"),
    SYNOD_S3_ACCESS_KEY: "minioadmin",
    SYNOD_S3_SECRET_KEY: "minioadmin",
    SYNOD_OPENFGA_URL: reached("openfga"),
  };
}
