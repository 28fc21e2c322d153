import type { FinalityPolicy, GovernancePolicy, SigningKey } from "@synod/core";
import type { Analyst, Authorizer, Blobs, Bus, Logger, Random, Store } from "@synod/contracts";
import { agentHandlers } from "@synod/agents";
import { executorHandlers } from "@synod/executor";
import { governorHandlers } from "@synod/governor";
import { trackerHandlers } from "@synod/convergence-tracker";
import { Writer } from "@synod/ingest";
import { CaseCache, DEFAULT_LIMITS, startSwarm, type AnyHandler, type Limits } from "@synod/runtime";
import { buggyBlobs, buggyStore, type PlantedBug } from "./planted-bugs.ts";
import { simulatedAuthorizer, simulatedBlobs, simulatedStore } from "./ports.ts";
import type { SimulatedProcess } from "./process.ts";

export const SERVICES = ["agents", "governor", "executor", "convergence-tracker"] as const;
export type ServiceName = (typeof SERVICES)[number];

/** What a simulated process is given. */
export interface ProcessPorts {
  readonly store: Store;
  readonly bus: Bus;
  readonly blobs: Blobs;
  readonly authorizer: Authorizer;
  readonly analyst: Analyst;
  readonly random: Random;
  readonly masterKey: Uint8Array;
  readonly signingKey: SigningKey;
  readonly policies: { readonly governance: GovernancePolicy; readonly finality: FinalityPolicy };
  /** A mechanism taken out, to see that it is noticed. */
  readonly plant: PlantedBug | null;
}

/** Short leases, so that much can go wrong in little simulated time. */
const LIMITS: Limits = { ...DEFAULT_LIMITS, leaseMs: 4_000 };

const QUIET: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const DOCUMENT_BYTES_MAX = 1024 * 1024;

/** Starts one instance of a service on ports that may fail under it. */
export function startService(name: ServiceName, process: SimulatedProcess, ports: ProcessPorts): void {
  const { bus, random, masterKey } = ports;
  startSwarm({
    store: reachedStore(process, ports),
    bus,
    clock: process.clock(),
    random,
    logger: QUIET,
    masterKey,
    handlers: handlersOf(name, reached(process, ports)),
    limits: LIMITS,
  });
}

/** Starts one instance of what takes documents in. */
export function startIngest(process: SimulatedProcess, ports: ProcessPorts): Writer {
  const { bus, random, masterKey, plant } = ports;
  const store = reachedStore(process, ports);
  return new Writer({
    store,
    bus,
    blobs: buggyBlobs(plant, simulatedBlobs(ports.blobs, process), process.clock()),
    clock: process.clock(),
    random,
    cache: new CaseCache(store, masterKey, LIMITS),
    masterKey,
    limits: LIMITS,
    documentBytesMax: DOCUMENT_BYTES_MAX,
  });
}

function reachedStore(process: SimulatedProcess, { store, plant }: ProcessPorts): Store {
  return buggyStore(plant, simulatedStore(store, process));
}

function reached(process: SimulatedProcess, ports: ProcessPorts): ProcessPorts {
  return {
    ...ports,
    blobs: simulatedBlobs(ports.blobs, process),
    authorizer: simulatedAuthorizer(ports.authorizer, process),
  };
}

function handlersOf(name: ServiceName, ports: ProcessPorts): readonly AnyHandler[] {
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
