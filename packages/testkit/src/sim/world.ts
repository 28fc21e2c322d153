import {
  caseReport,
  isSettled,
  readSigningKey,
  type IsoInstant,
  type ScopeRef,
  type SigningKey,
} from "@synod/core";
import type { Authorizer, Blobs, Store } from "@synod/contracts";
import type { SimulatedCase } from "./generated-case.ts";
import { doubledEffects, inspect, lostDocuments, type Inspection } from "./invariants.ts";
import type { PlantedBug } from "./planted-bugs.ts";
import { SimulatedProcess, type FaultRates, type ProcessWorld } from "./process.ts";
import { Scheduler } from "./scheduler.ts";
import { SeededRandom } from "./seeded-random.ts";
import { SimulatedBus, type BusFaultRates } from "./simulated-bus.ts";
import { openSimulatedStore, SIMULATED_MASTER_KEY, type SimulatedStores } from "./stores.ts";
import { simulatedPolicies } from "./policies.ts";
import { startIngest, startService, SERVICES, type ServiceName } from "./services.ts";
import { createEmbeddedAuthorizer } from "@synod/authz";
import { memoryBlobs } from "./backing.ts";

export interface WorldOptions {
  readonly seed: number;
  readonly scope: ScopeRef;
  readonly simulated: SimulatedCase;
  readonly faulty: boolean;
  /** Default: in memory. */
  readonly openStore?: SimulatedStores;
  /** A mechanism taken out, to see that the simulator notices. */
  readonly plant?: PlantedBug;
}

/** Simulated time with faults; after it everything heals and must come to rest. */
const STORM_MS = 60_000;
/** Simulated time in which a healed swarm must settle. */
const HEALED_MS_MAX = 600_000;
const STEPS_MAX = 2_000_000;
const INSTANCES = 2;
const RESTART_MS_MAX = 2_000;
const SETTLED_CHECK_MS = 500;

const PROCESS_FAULTS: FaultRates = {
  crashBefore: 0.004,
  crashAfter: 0.004,
  unavailable: 0.01,
  unknownCommit: 0.01,
};
const BUS_FAULTS: BusFaultRates = { lost: 0.05, doubled: 0.05, late: 0.05, ackLost: 0.05 };
const BUS_LOST_CHANCE = 0.4;

/** The end of a simulated run. */
export interface WorldResult {
  readonly digest: string;
  readonly steps: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly doubled: number;
  readonly trace: readonly string[];
  readonly problems: readonly string[];
}

/** The swarm in one process: several instances of each service on simulated time, bus, store and luck. */
export class World {
  readonly trace: string[] = [];
  readonly #options: WorldOptions;
  readonly #scheduler = new Scheduler();
  readonly #faults: SeededRandom;
  readonly #counts = new Map<string, number>();
  readonly #bus: SimulatedBus;
  readonly #blobs: Blobs = memoryBlobs();
  readonly #authorizer: Authorizer = createEmbeddedAuthorizer();
  readonly #signingKey: SigningKey;
  #stormy: boolean;
  #incarnations = 0;
  #fedIn = false;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#stormy = options.faulty;
    this.#faults = new SeededRandom(options.seed, "faults");
    const count = (fault: string) => this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
    this.#bus = new SimulatedBus(
      this.#scheduler,
      new SeededRandom(options.seed, "bus"),
      () => (this.#stormy ? BUS_FAULTS : null),
      count,
    );
    this.#signingKey = readSigningKey(simulatedPolicies().signingKeyPem);
  }

  async run(): Promise<WorldResult> {
    const { store, close } = await (this.#options.openStore ?? openSimulatedStore)(this.#scheduler);
    try {
      for (const service of SERVICES) {
        for (let instance = 0; instance < INSTANCES; instance += 1) this.#start(service, store);
      }
      this.#startIngest(store);
      this.#planStorm();
      const steps = await this.#untilSettled(store);
      return this.#result(await this.#inspect(store), steps);
    } finally {
      await close();
    }
  }

  #start(service: ServiceName, store: Store): void {
    const process = this.#newProcess(service, () => this.#start(service, store));
    startService(service, process, {
      ...this.#ports(process, store),
      random: new SeededRandom(this.#options.seed, process.name),
      plant: this.#options.plant ?? null,
    });
  }

  #startIngest(store: Store): void {
    const process = this.#newProcess("ingest", () => this.#startIngest(store));
    startIngest(process, {
      ...this.#ports(process, store),
      random: new SeededRandom(this.#options.seed, process.name),
      scope: this.#options.scope,
      simulated: this.#options.simulated,
      done: () => {
        this.#fedIn = true;
      },
    });
  }

  #ports(process: SimulatedProcess, store: Store) {
    return {
      store,
      bus: this.#bus.port(process),
      blobs: this.#blobs,
      authorizer: this.#authorizer,
      clock: this.#scheduler.clock(() => process.alive),
      masterKey: SIMULATED_MASTER_KEY,
      signingKey: this.#signingKey,
      policies: simulatedPolicies(),
    };
  }

  #newProcess(kind: string, restart: () => void): SimulatedProcess {
    this.#incarnations += 1;
    const world: ProcessWorld = {
      scheduler: this.#scheduler,
      faults: this.#faults,
      rates: () => (this.#stormy ? PROCESS_FAULTS : null),
      trace: (name, what) => this.trace.push(`${this.#scheduler.elapsed} ${name} ${what}`),
      count: (fault) => this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1),
      crashed: (process) => {
        this.#bus.forget(process);
        this.#scheduler.at(this.#faults.below(RESTART_MS_MAX), restart);
      },
    };
    return new SimulatedProcess(`${kind}-${this.#incarnations}`, world);
  }

  #planStorm(): void {
    if (!this.#stormy) return;
    if (this.#faults.chance(BUS_LOST_CHANCE)) {
      this.#scheduler.at(this.#faults.below(STORM_MS), () => this.#bus.lose());
    }
    this.#scheduler.at(STORM_MS, () => {
      this.#stormy = false;
      this.trace.push(`${this.#scheduler.elapsed} everything heals`);
    });
  }

  /** Steps until the case is settled, looked at now and then; gives the number of steps. */
  async #untilSettled(store: Store): Promise<number> {
    let nextCheck = 0;
    for (let steps = 1; steps <= STEPS_MAX; steps += 1) {
      if (!(await this.#scheduler.step())) return steps;
      if (this.#scheduler.elapsed > STORM_MS + HEALED_MS_MAX) return steps;
      if (this.#scheduler.elapsed < nextCheck || !this.#fedIn) continue;
      nextCheck = this.#scheduler.elapsed + SETTLED_CHECK_MS;
      const { state } = await this.#inspect(store);
      if (isSettled(state)) return steps;
    }
    return STEPS_MAX;
  }

  #inspect(store: Store): Promise<Inspection> {
    const inputs = { policy: simulatedPolicies().finality, keys: [this.#signingKey.jwk] };
    return inspect(store, this.#options.scope, SIMULATED_MASTER_KEY, inputs);
  }

  #result({ state, events, broken }: Inspection, steps: number): WorldResult {
    const now = new Date(this.#scheduler.now).toISOString() as IsoInstant;
    const lost = lostDocuments(state) + (this.#fedIn ? 0 : 1);
    const doubled = doubledEffects(events);
    const problems = [...broken];
    if (!isSettled(state)) problems.push(`not settled ${HEALED_MS_MAX} ms after everything healed`);
    if (lost > 0) problems.push(`I1: ${lost} documents were accepted and lost`);
    if (doubled > 0) problems.push(`I2: ${doubled} effects happened twice`);
    return {
      digest: caseReport(state, now).digest,
      steps,
      faults: Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      lost,
      doubled,
      trace: this.trace,
      problems,
    };
  }
}
