import { randomBytes } from "node:crypto";
import { generateSigningKey, SynodError, type TenantId } from "@synod/core";
import { realAdapters, runService } from "@synod/runtime/service";
import { SynodClient } from "@synod/sdk";
import { allServices } from "@synod/sdk/serve";
import { createKey, inDatabase } from "@synod/testkit/deployment/deployment";
import { migrate } from "@synod/postgres";
import { Observed } from "./observed-store.ts";

/** Every service in this process, on real servers, with a look at what it commits. */
export interface OneProcess {
  readonly observed: Observed;
  readonly databaseUrl: string;
  client(tenant: TenantId): Promise<SynodClient>;
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

const KEY_BYTES = 32;

/** What a deployment is told, with keys of its own. */
export function environmentOf(servers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    SYNOD_MASTER_KEY: randomBytes(KEY_BYTES).toString("base64"),
    SYNOD_SIGNING_KEY: generateSigningKey(randomBytes(KEY_BYTES)),
    SYNOD_S3_CREATE_BUCKET: "true",
    SYNOD_HOST: "127.0.0.1",
    SYNOD_PORT: "0",
    OTEL_EXPORTER_OTLP_ENDPOINT: "",
    ...servers,
  };
}

export async function startOneProcess(servers: Readonly<Record<string, string>>): Promise<OneProcess> {
  const env = { ...process.env, ...servers, SYNOD_LOG_LEVEL: "error" };
  const databaseUrl = servers["SYNOD_DATABASE_URL"] ?? "";
  await inDatabase(databaseUrl, migrate);
  const observed = new Observed();
  const stop = new AbortController();
  const ready = Promise.withResolvers<number>();
  const ended = runService(allServices, {
    argv: [],
    env,
    adapters: {
      ...realAdapters,
      store: async (context) => observed.store(await realAdapters.store(context)),
    },
    stop: stop.signal,
    onReady: ready.resolve,
  });
  void ended.then((code) => ready.reject(new SynodError("SYN_SERVER_FAILED", `exit code ${code}`)));
  const url = `http://127.0.0.1:${await ready.promise}`;
  return {
    observed,
    databaseUrl,
    client: async (tenant) => new SynodClient({ url, key: await createKey(databaseUrl, tenant) }),
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    async stop() {
      stop.abort();
      await ended;
    },
  };
}
