import type { FinalityPolicy, GovernancePolicy, ScopeRef, SigningKey } from "@synod/core";
import type { Analyst, Authorizer, Blobs, Bus, Clock, Logger, Random, Store } from "@synod/contracts";
import { agentHandlers } from "@synod/agents";
import { executorHandlers } from "@synod/executor";
import { governorHandlers } from "@synod/governor";
import { trackerHandlers } from "@synod/convergence-tracker";
import { Writer } from "@synod/ingest";
import { createDeterministicAnalyst } from "@synod/models";
import { CaseCache, DEFAULT_LIMITS, startSwarm, type AnyHandler, type Limits } from "@synod/runtime";
import type { SimulatedCase } from "./generated-case.ts";
import { plantBug, type PlantedBug } from "./planted-bugs.ts";
import { simulatedAnalyst, simulatedAuthorizer, simulatedBlobs, simulatedStore } from "./ports.ts";
import type { SimulatedProcess } from "./process.ts";

export const SERVICES = ["agents", "governor", "executor", "convergence-tracker"] as const;
export type ServiceName = (typeof SERVICES)[number];

/** What a simulated process is given. */
export interface ProcessPorts {
  readonly store: Store;
  readonly bus: Bus;
  readonly blobs: Blobs;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly random: Random;
  readonly masterKey: Uint8Array;
  readonly signingKey: SigningKey;
  readonly policies: { readonly governance: GovernancePolicy; readonly finality: FinalityPolicy };
}

const LIMITS: Limits = { ...DEFAULT_LIMITS, leaseMs: 4_000 };

const QUIET: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const ANALYST: Analyst = createDeterministicAnalyst();

/** Starts one instance of a service on ports that may fail under it. */
export function startService(
  name: ServiceName,
  process: SimulatedProcess,
  ports: ProcessPorts & { readonly plant: PlantedBug | null },
): void {
  const store = simulatedStore(ports.store, process);
  const reached = {
    ...ports,
    store,
    blobs: simulatedBlobs(ports.blobs, process),
    authorizer: simulatedAuthorizer(ports.authorizer, process),
    analyst: simulatedAnalyst(ANALYST, process, () => undefined),
  };
  const handlers = handlersOf(name, reached);
  startSwarm({
    store: ports.plant === null ? store : plantBug(ports.plant, store),
    bus: ports.bus,
    clock: ports.clock,
    random: ports.random,
    logger: QUIET,
    masterKey: ports.masterKey,
    handlers,
    limits: LIMITS,
  });
}

function handlersOf(
  name: ServiceName,
  ports: ProcessPorts & { readonly analyst: Analyst },
): readonly AnyHandler[] {
  const { authorizer, policies, signingKey } = ports;
  switch (name) {
    case "agents":
      return agentHandlers(ports);
    case "governor":
      return governorHandlers({ authorizer, policy: policies.governance });
    case "executor":
      return executorHandlers();
    case "convergence-tracker":
      return trackerHandlers({
        policy: policies.finality,
        signingKey,
        certifiedPolicies: {
          governance: policies.governance.digest,
          authorizationModel: authorizer.modelDigest,
        },
      });
    default:
      return name satisfies never;
  }
}

export interface IngestPorts extends ProcessPorts {
  readonly scope: ScopeRef;
  readonly simulated: SimulatedCase;
  /** Everything was acknowledged. */
  readonly done: () => void;
}

const RETRY_MS = 300;
const DOCUMENT_BYTES_MAX = 1024 * 1024;

/** A client that sends a case in order, again and again until each part is acknowledged. */
export function startIngest(process: SimulatedProcess, ports: IngestPorts): void {
  void feed(process, ports);
}

async function feed(process: SimulatedProcess, ports: IngestPorts): Promise<void> {
  const { scope, simulated, clock } = ports;
  const store = simulatedStore(ports.store, process);
  const writer = new Writer({
    store,
    bus: ports.bus,
    blobs: simulatedBlobs(ports.blobs, process),
    clock,
    random: ports.random,
    cache: new CaseCache(store, ports.masterKey, LIMITS),
    masterKey: ports.masterKey,
    limits: LIMITS,
    documentBytesMax: DOCUMENT_BYTES_MAX,
  });
  const origin = { actor: "key:simulated", traceparent: null };
  await persistently(clock, () => writer.configure(scope, simulated.config, origin));
  for (const document of simulated.documents) {
    await persistently(clock, () => writer.receive(scope, document, origin));
  }
  ports.done();
}

async function persistently(clock: Clock, work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch {
      await clock.sleep(RETRY_MS);
    }
  }
}
