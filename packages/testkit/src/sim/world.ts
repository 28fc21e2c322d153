import { readSigningKey, type IsoInstant, type SigningKey } from "@synod/core";
import type { Authorizer, Blobs, Store } from "@synod/contracts";
import { createEmbeddedAuthorizer } from "@synod/authz";
import { AnalystDesk } from "./analyst.ts";
import { runClient, type Acknowledged, type Door } from "./client.ts";
import type { Storm } from "./faults.ts";
import { History } from "./history.ts";
import { endOf, type RunEnd } from "./end.ts";
import { memoryBlobs } from "./memory-blobs.ts";
import type { Plan, PlannedCase } from "./plan.ts";
import { rulesUnder, type PlantedBug } from "./planted-bugs.ts";
import { simulatedPolicies } from "./policies.ts";
import { SimulatedProcess, type ProcessWorld } from "./process.ts";
import { Scheduler } from "./scheduler.ts";
import { SeededRandom } from "./seeded-random.ts";
import { SERVICES, startIngest, startService, type ProcessPorts, type ServiceName } from "./services.ts";
import { SimulatedBus } from "./simulated-bus.ts";
import { openSimulatedStore, SIMULATED_MASTER_KEY, type SimulatedStores } from "./stores.ts";
import { Watch } from "./watch.ts";
import { Witness } from "./witness.ts";

export interface WorldOptions {
  readonly seed: number;
  readonly plan: Plan;
  /** Null: nothing goes wrong. */
  readonly storm: Storm | null;
  /** Default: in memory. */
  readonly openStore?: SimulatedStores;
  /** A mechanism taken out, to see that the simulator notices. */
  readonly plant?: PlantedBug;
}

/** Simulated time with faults; after it everything heals and must come to rest. */
export const STORM_MS = 60_000;
/** Simulated time in which a healed swarm must settle. */
const HEALED_MS_MAX = 900_000;
const STEPS_MAX = 2_000_000;
const INSTANCES = 2;
const RESTART_MS_MAX = 2_000;
const LOOK_MS = 500;
/** What is still under way when all is settled may do its harm yet. */
const AFTERMATH_MS = 3_000;

/** The end of a simulated run. */
export interface WorldResult extends RunEnd {
  readonly steps: number;
  /** Calls of ports by all processes. */
  readonly portCalls: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly traceDigest: string;
}

/** The swarm in one process: several instances of each service on simulated time, bus, store and luck. */
export class World {
  readonly history: History;
  readonly #options: WorldOptions;
  readonly #scheduler = new Scheduler();
  readonly #random: SeededRandom;
  readonly #counts = new Map<string, number>();
  readonly #bus: SimulatedBus;
  readonly #blobs: Blobs = memoryBlobs();
  readonly #authorizer: Authorizer = createEmbeddedAuthorizer();
  readonly #analyst: AnalystDesk;
  readonly #signingKey: SigningKey;
  readonly #witness = new Witness();
  readonly #doors = new Set<Door>();
  readonly #acknowledged: Acknowledged[] = [];
  #stormy: boolean;
  #incarnations = 0;
  #portCalls = 0;
  #clientsLeft: number;
  /** Until then something is under way that outlasts what sent it. */
  #lastsUntil = 0;

  constructor(options: WorldOptions) {
    const { seed, plan, storm } = options;
    this.#options = options;
    this.#stormy = storm !== null;
    this.#clientsLeft = plan.cases.length;
    this.#random = new SeededRandom(seed, "world");
    this.history = new History(() => this.#scheduler.elapsed);
    this.#analyst = new AnalystDesk(new SeededRandom(seed, "analyst"), plan.thinkMsMax);
    this.#bus = new SimulatedBus(
      this.#scheduler,
      new SeededRandom(seed, "bus"),
      () => (this.#stormy ? (storm?.bus ?? null) : null),
      (fault, what) => {
        this.#count(fault);
        this.history.add("bus", `${fault}: ${what}`);
      },
    );
    this.#signingKey = readSigningKey(simulatedPolicies().signingKeyPem);
  }

  async run(): Promise<WorldResult> {
    const { openStore = openSimulatedStore, plan, plant = null } = this.#options;
    const opened = await openStore(this.#scheduler, rulesUnder(plant));
    const store = this.#witness.beside(opened.store);
    try {
      for (const service of SERVICES) {
        for (let instance = 0; instance < INSTANCES; instance += 1) this.#startService(service, store);
      }
      for (let instance = 0; instance < INSTANCES; instance += 1) this.#startIngest(store);
      const watch = new Watch(store, SIMULATED_MASTER_KEY, plan.cases);
      for (const planned of plan.cases) this.#startClient(planned, watch);
      this.#planStorm();
      const steps = await this.#untilSettled(watch);
      return await this.#result(store, steps);
    } finally {
      await opened.close();
    }
  }

  #startService(service: ServiceName, store: Store): void {
    const process = this.#newProcess(service, () => this.#startService(service, store));
    startService(service, process, this.#ports(process, store));
  }

  #startIngest(store: Store): void {
    const process = this.#newProcess("ingest", () => this.#startIngest(store));
    const writer = startIngest(process, this.#ports(process, store));
    this.#doors.add({ process, writer, onBroken: new Set() });
  }

  #startClient(planned: PlannedCase, watch: Watch): void {
    const { tenant, scope } = planned;
    const client = runClient(planned, {
      clock: this.#scheduler.clock(),
      random: new SeededRandom(this.#options.seed, `client ${tenant}/${scope}`),
      doors: () => [...this.#doors],
      watch,
      appended: (type) => this.#witness.appended({ tenant, scope }, type),
      acknowledged: (receipt) => {
        this.history.add("client", `${tenant}/${scope}: ${receipt.name} is acknowledged at ${receipt.seq}`);
        this.#acknowledged.push(receipt);
      },
    });
    void client.then(() => {
      this.#clientsLeft -= 1;
    });
  }

  #ports(process: SimulatedProcess, store: Store): ProcessPorts {
    return {
      store,
      bus: this.#bus.port(process),
      blobs: this.#blobs,
      authorizer: this.#authorizer,
      analyst: this.#analyst.port(process),
      random: new SeededRandom(this.#options.seed, process.name),
      masterKey: SIMULATED_MASTER_KEY,
      signingKey: this.#signingKey,
      policies: simulatedPolicies(),
      plant: this.#options.plant ?? null,
    };
  }

  #newProcess(kind: string, restart: () => void): SimulatedProcess {
    this.#incarnations += 1;
    const { storm } = this.#options;
    const skewMsMax = storm?.skewMsMax ?? 0;
    const world: ProcessWorld = {
      scheduler: this.#scheduler,
      random: this.#random,
      history: this.history,
      faultOf: (call) => {
        this.#portCalls += 1;
        const fault = this.#stormy ? (storm?.calls.next(call) ?? null) : null;
        if (fault !== null) this.#count(fault);
        return fault;
      },
      pauseMsMax: storm?.pauseMsMax ?? 0,
      lasts: (ms) => {
        this.#lastsUntil = Math.max(this.#lastsUntil, this.#scheduler.elapsed + ms);
      },
      crashed: (process) => {
        this.#bus.forget(process);
        this.#breakDoor(process);
        this.#scheduler.at(this.#random.below(RESTART_MS_MAX), restart);
      },
    };
    const skewMs = this.#random.below(2 * skewMsMax + 1) - skewMsMax;
    return new SimulatedProcess(`${kind}-${this.#incarnations}`, skewMs, world);
  }

  #breakDoor(process: SimulatedProcess): void {
    for (const door of this.#doors) {
      if (door.process !== process) continue;
      this.#doors.delete(door);
      for (const broken of door.onBroken) broken();
    }
  }

  #count(fault: string): void {
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
  }

  #planStorm(): void {
    const { storm } = this.#options;
    if (storm === null) return;
    for (const at of storm.busLostAt) this.#scheduler.at(at, () => this.#bus.lose());
    this.#scheduler.at(STORM_MS, () => {
      this.#stormy = false;
      this.history.add("world", "everything heals");
    });
  }

  /** Steps until all is settled and nothing is under way any more; gives the number of steps. */
  async #untilSettled(watch: Watch): Promise<number> {
    const scheduler = this.#scheduler;
    let nextLook = 0;
    for (let steps = 1; steps <= STEPS_MAX; steps += 1) {
      if (!(await scheduler.step()) || scheduler.elapsed > STORM_MS + HEALED_MS_MAX) return steps;
      if (scheduler.elapsed < nextLook) continue;
      nextLook = scheduler.elapsed + LOOK_MS;
      const settled = await watch.look();
      if (!settled || this.#clientsLeft > 0) continue;
      if (this.#stormy) this.#endStorm();
      else if (scheduler.elapsed > this.#lastsUntil) return steps;
    }
    return STEPS_MAX;
  }

  /** Nothing more can go wrong that matters; what is under way gets its time. */
  #endStorm(): void {
    this.#stormy = false;
    this.#lastsUntil = Math.max(this.#lastsUntil, this.#scheduler.elapsed) + AFTERMATH_MS;
    this.history.add("world", "everything is settled");
  }

  async #result(store: Store, steps: number): Promise<WorldResult> {
    const ended = await endOf({
      store,
      cases: this.#options.plan.cases,
      masterKey: SIMULATED_MASTER_KEY,
      inputs: { policy: simulatedPolicies().finality, keys: [this.#signingKey.jwk] },
      acknowledged: this.#acknowledged,
      clientsLeft: this.#clientsLeft,
      now: new Date(this.#scheduler.now).toISOString() as IsoInstant,
    });
    const lostAnswers = EXCUSES.reduce((sum, fault) => sum + (this.#counts.get(fault) ?? 0), 0);
    return {
      ...ended,
      problems: [
        ...ended.problems,
        ...this.#witness.problems.slice(0, 1),
        ...this.#analyst.overthought(this.#witness.thoughts, lostAnswers),
      ],
      steps,
      portCalls: this.#portCalls,
      faults: Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      traceDigest: this.history.end(),
    };
  }
}

/** Faults that can lose the answer of a thought. */
const EXCUSES = ["crash_before", "crash_after", "pause", "unavailable", "answer_lost"] as const;
