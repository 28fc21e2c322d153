import { SynodError } from "@synod/core";
import type { Clock } from "@synod/contracts";
import type { CallFault, FaultyCall } from "./faults.ts";
import type { History } from "./history.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SeededRandom } from "./seeded-random.ts";

export interface SimulatedCall<Result> extends FaultyCall {
  /** Scope or object that it is about, for the history. */
  readonly about: string;
  /** What it rejects with when the dependency is away. */
  readonly unavailable: ConstructorParameters<typeof SynodError>[0];
  /** Its answer in a few words, for the history. */
  readonly tell?: (result: Result) => string;
}

/** What a process needs of its world. */
export interface ProcessWorld {
  readonly scheduler: Scheduler;
  /** Latencies and lengths. */
  readonly random: SeededRandom;
  readonly history: History;
  /** The fault that this call meets, if any; counted. */
  readonly faultOf: (call: FaultyCall) => CallFault | null;
  readonly pauseMsMax: number;
  /** What is under way outlasts what sent it: the run may not end before this much time has passed. */
  readonly lasts: (ms: number) => void;
  readonly crashed: (process: SimulatedProcess) => void;
}

/** Simulated milliseconds that a request, or its answer, is under way at most. */
const LATENCY_MS_MAX = 12;
/** A commit without an answer that takes place after all does so within this. */
const LATE_MS_MAX = 6_000;

/**
 * One incarnation of a process. All that it does to the world goes through `call`, all that reaches it
 * through `enter`: there it may die or stand still. Once dead it touches nothing: its promises never settle.
 */
export class SimulatedProcess {
  readonly name: string;
  readonly #world: ProcessWorld;
  readonly #skewMs: number;
  #alive = true;
  #pausedUntil = 0;

  /** `skewMs`: how far its clock is ahead of the store's. */
  constructor(name: string, skewMs: number, world: ProcessWorld) {
    this.name = name;
    this.#skewMs = skewMs;
    this.#world = world;
  }

  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#world.history.add(this.name, "dies");
    this.#world.crashed(this);
  }

  /** Runs `work` in this process: now, when it wakes up, or never if it is dead by then. */
  enter(work: () => void): void {
    if (!this.#alive) return;
    const { scheduler } = this.#world;
    const wait = this.#pausedUntil - scheduler.elapsed;
    if (wait > 0) scheduler.at(wait, () => this.enter(work));
    else work();
  }

  /** This process's own clock: skewed, and nobody wakes while it stands still or is dead. */
  clock(): Clock {
    const { scheduler } = this.#world;
    return {
      now: () => Math.floor(scheduler.now) + this.#skewMs,
      monotonic: () => scheduler.elapsed,
      sleep: (ms, signal) => scheduler.sleep(ms, signal, (wake) => this.enter(wake)),
    };
  }

  async call<Result>(call: SimulatedCall<Result>, effect: () => Promise<Result>): Promise<Result> {
    const { scheduler, history } = this.#world;
    const fault = this.#world.faultOf(call);
    const name = `${call.port}.${call.method} ${call.about}`;
    if (fault === "crash_before") {
      history.add(this.name, `${name}: about to be sent`);
      this.kill();
    }
    if (fault === "pause") await this.#pause(name);
    await this.#latency();
    if (!this.#alive) return never();
    if (fault === "unavailable") {
      history.add(this.name, `${name}: refused, ${call.unavailable}`);
      throw new SynodError(call.unavailable, "simulated");
    }
    if (fault === "commit_undone" || fault === "commit_late") {
      history.add(this.name, `${name}: no answer, and ${fault === "commit_late" ? "late" : "no"} effect`);
      if (fault === "commit_late") this.#later(name, effect);
      await this.#latency();
      throw new SynodError("SYN_COMMIT_UNKNOWN", "simulated");
    }
    const outcome = await scheduler.outside(() => settle(effect));
    history.add(this.name, `${name}: ${told(outcome, call)}`);
    if (fault === "crash_after") this.kill();
    await this.#latency();
    if (fault === "commit_done" || fault === "answer_lost") {
      history.add(this.name, `${name}: the answer is lost`);
      throw new SynodError(fault === "commit_done" ? "SYN_COMMIT_UNKNOWN" : call.unavailable, "simulated");
    }
    if (!outcome.ok) throw outcome.error;
    return outcome.value;
  }

  async #pause(name: string): Promise<void> {
    const { scheduler, random, history, pauseMsMax, lasts } = this.#world;
    const ms = 1 + random.below(pauseMsMax);
    history.add(this.name, `stands still for ${ms} ms, about to send ${name}`);
    this.#pausedUntil = Math.max(this.#pausedUntil, scheduler.elapsed + ms);
    lasts(ms);
    await new Promise<void>((resolve) => this.enter(resolve));
    history.add(this.name, "goes on");
  }

  /** The request has left: it takes effect whatever becomes of its sender. */
  #later<Result>(name: string, effect: () => Promise<Result>): void {
    const { scheduler, random, history, lasts } = this.#world;
    const ms = random.below(LATE_MS_MAX);
    lasts(ms);
    scheduler.at(ms, () => {
      void scheduler
        .outside(() => settle(effect))
        .then((outcome) =>
          history.add(this.name, `${name}: arrives late, ${outcome.ok ? "done" : "refused"}`),
        );
    });
  }

  /** Time that a message is under way; it reaches only a process that lives and is awake. */
  #latency(): Promise<void> {
    const { scheduler, random } = this.#world;
    return new Promise((resolve) => {
      scheduler.at(random.below(LATENCY_MS_MAX), () => this.enter(resolve));
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

function told<Result>(outcome: Settled<Result>, { tell }: SimulatedCall<Result>): string {
  if (outcome.ok) return tell === undefined ? "ok" : tell(outcome.value);
  return outcome.error instanceof Error ? outcome.error.message : "fails";
}

function never<Result>(): Promise<Result> {
  return new Promise(() => undefined);
}
