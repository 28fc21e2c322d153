import { SynodError } from "@synod/core";
import type { SeededRandom } from "./seeded-random.ts";
import type { Scheduler } from "./scheduler.ts";

/** How often each thing goes wrong, per port call. */
export interface FaultRates {
  readonly crashBefore: number;
  readonly crashAfter: number;
  /** The call is refused as if the dependency were away. */
  readonly unavailable: number;
  /** A commit succeeds, and its answer is lost. */
  readonly unknownCommit: number;
}

export type FaultName = "crash_before" | "crash_after" | "unavailable" | "unknown_commit";

export interface SimulatedCall {
  readonly port: string;
  readonly method: string;
  /** What it rejects with when the dependency is away. */
  readonly unavailable: ConstructorParameters<typeof SynodError>[0];
  /** The outcome of this call may get lost on the way back. */
  readonly commit: boolean;
}

/** What a process tells its world. */
export interface ProcessWorld {
  readonly scheduler: Scheduler;
  readonly faults: SeededRandom;
  readonly rates: () => FaultRates | null;
  readonly trace: (process: string, what: string) => void;
  readonly count: (fault: FaultName) => void;
  readonly crashed: (process: SimulatedProcess) => void;
}

/** Simulated milliseconds that a port call takes at most. */
const LATENCY_MS_MAX = 12;

/**
 * One incarnation of a process. All it does to the world goes through `call`: there it may die before
 * or after the effect, and once dead it touches nothing: its promises never settle.
 */
export class SimulatedProcess {
  readonly name: string;
  readonly #world: ProcessWorld;
  #alive = true;

  constructor(name: string, world: ProcessWorld) {
    this.name = name;
    this.#world = world;
  }

  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#world.trace(this.name, "dies");
    this.#world.crashed(this);
  }

  async call<Result>(call: SimulatedCall, effect: () => Promise<Result>): Promise<Result> {
    const { faults, scheduler } = this.#world;
    const name = `${call.port}.${call.method}`;
    await this.#pass(faults.below(LATENCY_MS_MAX), scheduler);
    this.#maybeDie("crash_before", this.#world.rates()?.crashBefore);
    if (!this.#alive) return never();
    if (this.#happens("unavailable", this.#world.rates()?.unavailable)) {
      this.#world.trace(this.name, `${name} is refused`);
      throw new SynodError(call.unavailable, "simulated");
    }
    const outcome = await settle(effect);
    this.#world.trace(this.name, `${name} ${outcome.ok ? "ok" : "fails"}`);
    this.#maybeDie("crash_after", this.#world.rates()?.crashAfter);
    await this.#pass(faults.below(LATENCY_MS_MAX), scheduler);
    if (!this.#alive) return never();
    if (!outcome.ok) throw outcome.error;
    if (call.commit && this.#happens("unknown_commit", this.#world.rates()?.unknownCommit)) {
      this.#world.trace(this.name, `${name}: the answer is lost`);
      throw new SynodError("SYN_COMMIT_UNKNOWN", "simulated");
    }
    return outcome.value;
  }

  #maybeDie(fault: FaultName, rate: number | undefined): void {
    if (this.#happens(fault, rate)) this.kill();
  }

  #happens(fault: FaultName, rate: number | undefined): boolean {
    if (rate === undefined || !this.#world.faults.chance(rate)) return false;
    this.#world.count(fault);
    return true;
  }

  #pass(ms: number, scheduler: Scheduler): Promise<void> {
    return new Promise((resolve) => {
      scheduler.at(ms, resolve);
    });
  }
}

type Settled<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly error: unknown };

async function settle<Result>(effect: () => Promise<Result>): Promise<Settled<Result>> {
  try {
    return { ok: true, value: await effect() };
  } catch (error) {
    return { ok: false, error };
  }
}

function never<Result>(): Promise<Result> {
  return new Promise(() => undefined);
}
