import { toSynodError, type ScopeRef, type SecretKey, type SynodError } from "@synod/core";
import type { Bus, Clock, Logger, Random, Store } from "@synod/contracts";
import { CaseCache } from "./case-cache.ts";
import { fencedBus, fencedLogger, fencedStore, type Life } from "./fence.ts";
import type { AnyHandler } from "./handler.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { HandlerLoop } from "./loop.ts";
import { NO_METER, type Meter } from "./meter.ts";
import { runTimers } from "./timers.ts";
import { NO_TRACER, type Tracer } from "./tracer.ts";

export interface SwarmOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Opens and seals text out of documents: 32 bytes. */
  readonly masterKey: SecretKey;
  readonly handlers: readonly AnyHandler[];
  /** Default: DEFAULT_LIMITS. */
  readonly limits?: Limits;
  readonly meter?: Meter;
  readonly tracer?: Tracer;
  /** Takes secrets out of what a dead letter says. Default: nothing is taken out. */
  readonly redact?: (text: string) => string;
  /** Fire due timers here, too. Default: true if the tracker is among the handlers. */
  readonly timers?: boolean;
  /** The store cannot go on at all (SYN_DISK_FULL, …): the process should report it and end. */
  readonly onFatal?: (error: SynodError) => void;
}

/** The running loops of a set of handlers, on ports that belong to the caller. */
export interface Swarm {
  /** Resolves when none of these handlers has anything to do now. Rejects with the error that stops the store. */
  idle(): Promise<void>;
  /** Drains: fetches nothing more, finishes or gives back what runs. Bounded by `limits.drainMs`. Never rejects. */
  stop(): Promise<void>;
  /** Ends as a killed process does: from now on no port is touched, and nothing is given back. */
  crash(): void;
  /** Scopes and events that are folded in memory. */
  readonly cached: { readonly scopes: number; readonly events: number };
}

/** Starts the consumer loops of `handlers` and, with the tracker, the timers. No HTTP, no signals. */
export function startSwarm(options: SwarmOptions): Swarm {
  return new RunningSwarm(options);
}

const IDLE_POLL_MS = 25;
const SCOPES_PAGE = 200;

class RunningSwarm implements Swarm {
  readonly #life: Life = { alive: true };
  readonly #options: SwarmOptions;
  readonly #store: Store;
  readonly #limits: Limits;
  readonly #cache: CaseCache;
  readonly #loops: readonly HandlerLoop[];
  readonly #timers = new AbortController();
  readonly #timing: Promise<void>;
  #fatal: SynodError | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(options: SwarmOptions) {
    const {
      clock,
      random,
      handlers,
      meter = NO_METER,
      tracer = NO_TRACER,
      limits = DEFAULT_LIMITS,
    } = options;
    const redact = options.redact ?? ((text: string) => text);
    this.#options = options;
    this.#limits = limits;
    const store = fencedStore(options.store, this.#life);
    const bus = fencedBus(options.bus, this.#life);
    const logger = fencedLogger(options.logger, this.#life);
    const cache = new CaseCache(store, options.masterKey, limits);
    const common = {
      store,
      bus,
      clock,
      random,
      logger,
      meter,
      tracer,
      limits,
      cache,
      redact,
      instance: random.uuid(),
    };
    const onEnd = () => this.#wake();
    const onFatal = (error: SynodError) => this.#fail(error);
    this.#store = store;
    this.#cache = cache;
    this.#loops = handlers.map((handler) => new HandlerLoop(handler, { ...common, onEnd, onFatal }));
    for (const loop of this.#loops) loop.start();
    const timers = options.timers ?? handlers.some(({ name }) => name === "tracker");
    this.#timing = timers ? runTimers(common, this.#timers.signal) : Promise.resolve();
  }

  get cached(): Swarm["cached"] {
    return this.#cache.size;
  }

  async idle(): Promise<void> {
    for (;;) {
      await this.#quiet();
      if (this.#fatal !== null) throw this.#fatal;
      const before = this.#activity();
      const behind = await this.#isBehind();
      if (this.#activity() === before && this.#isQuiet() && !behind) return;
      if (behind && this.#isQuiet()) await this.#options.clock.sleep(IDLE_POLL_MS);
    }
  }

  async stop(): Promise<void> {
    const { logger } = this.#options;
    this.#timers.abort();
    const over = new AbortController();
    const drained = Promise.all([this.#timing, ...this.#loops.map((loop) => loop.stop())]).then(() => true);
    const clean = await Promise.race([drained, this.#tooLong(over.signal)]);
    over.abort();
    if (!clean)
      logger.warn(
        { drainMs: this.#limits.drainMs },
        "the drain took too long: what still runs is left to the leases",
      );
    // Nothing that outlives the drain may touch ports that the caller is about to close, or say a word.
    this.#life.alive = false;
  }

  /**
   * Interrupts thoughts after `drainThinkMs`; false when the rest of `drainMs` is over, too. The rest is
   * counted from the interruption: in a process that was held up, both times would be over at once, and
   * nobody interrupted would get to give anything back.
   */
  async #tooLong(over: AbortSignal): Promise<false> {
    const { drainThinkMs, drainMs } = this.#limits;
    const { clock } = this.#options;
    await clock.sleep(drainThinkMs, over);
    if (!over.aborted) for (const loop of this.#loops) loop.interrupt();
    await clock.sleep(drainMs - drainThinkMs, over);
    return false;
  }

  crash(): void {
    this.#life.alive = false;
    this.#timers.abort();
    for (const loop of this.#loops) {
      loop.interrupt();
      void loop.stop();
    }
  }

  #fail(error: SynodError): void {
    if (this.#fatal !== null) return;
    this.#fatal = error;
    this.#options.logger.error({ code: error.code, cause: error.detail }, "the store cannot go on");
    this.#options.onFatal?.(error);
    this.#wake();
  }

  #isQuiet(): boolean {
    return this.#loops.every((loop) => loop.quiet);
  }

  #activity(): number {
    return this.#loops.reduce((sum, loop) => sum + loop.started, 0);
  }

  async #quiet(): Promise<void> {
    while (!this.#isQuiet() && this.#fatal === null) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }

  /** Whether the store has work for one of these handlers, or will have when a retry is due. */
  async #isBehind(): Promise<boolean> {
    try {
      for (const loop of this.#loops) if ((await loop.sweep()) > 0) return true;
      const names = new Set(this.#options.handlers.map(({ name }) => name));
      for await (const scope of this.#scopes()) {
        const cursors = await this.#store.cursors(scope);
        if (cursors.some(({ handler, seq, wantedSeq }) => names.has(handler) && wantedSeq > seq)) return true;
      }
      return false;
    } catch (thrown) {
      const { code, detail } = toSynodError(thrown);
      this.#options.logger.debug({ code, cause: detail }, "cannot tell whether anything is left to do");
      return true;
    }
  }

  async *#scopes(): AsyncGenerator<ScopeRef> {
    let after: ScopeRef | null = null;
    for (;;) {
      const page: readonly ScopeRef[] = await this.#store.scopes(after, SCOPES_PAGE);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < SCOPES_PAGE) return;
      after = { tenant: last.tenant, scope: last.scope };
    }
  }
}
