import type { SecretKey, SigningKey } from "@synod/core";
import type { Analyst, Authorizer, Blobs, Bus, Clock, Logger, Random, Store } from "@synod/contracts";
import type { Tracer } from "../tracer.ts";
import type { AdapterContext, Adapters } from "./adapters.ts";
import type { Guard } from "./breaker.ts";
import { readServiceSigningKey } from "./keys.ts";
import type { Metrics } from "./metrics.ts";
import { readServicePolicies, type ServicePolicies } from "./policies.ts";
import type { Config } from "./settings.ts";

/** What a service's handlers and routes are made of. Each dependency is opened once, when it is asked for. */
export interface ServicePorts {
  readonly config: Config;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly masterKey: SecretKey;
  /** Behind a breaker and a bulkhead, as are the next two. */
  blobs(): Promise<Blobs>;
  authorizer(): Promise<Authorizer>;
  analyst(): Promise<Analyst>;
  policies(): Promise<ServicePolicies>;
  /** Throws SYN_KEY_MISSING. */
  signingKey(): SigningKey;
}

export interface OpenedPorts {
  readonly ports: ServicePorts;
  /** What `/readyz` asks, by name. */
  readonly dependencies: Readonly<Record<string, () => Promise<void>>>;
  /** Closes what was opened, last first. Never rejects. */
  close(): Promise<void>;
}

type Common = Pick<ServicePorts, "clock" | "random" | "metrics" | "tracer" | "masterKey">;

/** Opens the store and the bus; the rest waits until a handler asks for it. */
export async function openPorts(
  adapters: Adapters,
  context: AdapterContext,
  common: Common,
): Promise<OpenedPorts> {
  const { config, logger } = context;
  const { metrics } = common;
  const opened: { readonly close: () => Promise<void> }[] = [];
  const dependencies: Record<string, () => Promise<void>> = {};
  const keep = <Port extends { ping(): Promise<void>; close(): Promise<void> }>(
    name: string,
    port: Port,
  ): Port => {
    dependencies[name] = () => port.ping();
    opened.push({ close: () => port.close() });
    return port;
  };
  // Loaded when something is to be guarded: some services ask nobody.
  const breakers = once(() => import("./breaker.ts"));
  const guard = async (name: string): Promise<Guard> => {
    const { BREAKER_DEFAULTS, createGuard } = await breakers();
    return createGuard({ ...BREAKER_DEFAULTS, name, onState: (state) => metrics.breaker(name, state) });
  };
  const store = keep("database", await adapters.store(context));
  const bus = keep("bus", await adapters.bus(context));
  const ports: ServicePorts = {
    ...common,
    config,
    logger,
    store,
    bus,
    blobs: once(async () => {
      const { guardedBlobs } = await breakers();
      return guardedBlobs(keep("blobs", await adapters.blobs(context)), await guard("blobs"));
    }),
    authorizer: once(async () => {
      const { guardedAuthorizer } = await breakers();
      return guardedAuthorizer(
        keep("authorizer", await adapters.authorizer(context)),
        await guard("authorizer"),
      );
    }),
    analyst: once(async () => {
      const { guardedAnalyst } = await breakers();
      return guardedAnalyst(await adapters.analyst(context), await guard("analyst"));
    }),
    policies: once(() => readServicePolicies(config)),
    signingKey: () => readServiceSigningKey(config),
  };
  return {
    ports,
    dependencies,
    async close() {
      for (const { close } of opened.toReversed()) {
        await close().catch((error: unknown) =>
          logger.warn({ cause: String(error) }, "a connection did not close"),
        );
      }
    },
  };
}

function once<Value>(open: () => Promise<Value>): () => Promise<Value> {
  let opened: Promise<Value> | null = null;
  return () => (opened ??= open());
}
