import { SynodError, toSynodError } from "@synod/core";
import type { Bus, Claim, Delivery } from "@synod/contracts";
import { backoffMs, jittered } from "./backoff.ts";
import type { AnyHandler } from "./handler.ts";
import { RecentMap } from "./recent-map.ts";
import { ScopeQueue, type Work } from "./scope-queue.ts";
import { tenure, unleasedTurn, type TenureEnd } from "./tenure.ts";
import type { TurnPorts } from "./turn.ts";

export interface LoopPorts extends TurnPorts {
  readonly bus: Bus;
  /** Unique per process incarnation. */
  readonly instance: string;
  /** Called when a scope's work or a sweep ended: the loop may have come to rest. */
  readonly onEnd: () => void;
  readonly onFatal: (error: SynodError) => void;
}

/**
 * The consumer loop of one handler: hints say where to look at once, a sweep finds what no hint told of;
 * either way the database alone says what there is to do.
 */
export class HandlerLoop {
  readonly #handler: AnyHandler;
  readonly #ports: LoopPorts;
  readonly #queue = new ScopeQueue();
  readonly #running = new Set<Promise<void>>();
  readonly #fetching = new AbortController();
  readonly #unwanted = new AbortController();
  /** How often in a row a scope was deferred. */
  readonly #deferrals = new RecentMap<number>(DEFERRALS_MAX);
  /** Where this process left the cursor of a scope, without a lease. */
  readonly #standings: RecentMap<Claim>;
  #tasks: readonly Promise<void>[] = [];
  /** Slots that a sweep under way will fill. */
  #reserved = 0;
  #started = 0;
  #wakeSweep = new AbortController();

  constructor(handler: AnyHandler, ports: LoopPorts) {
    this.#handler = handler;
    this.#ports = ports;
    this.#standings = new RecentMap(ports.limits.cachedScopesMax);
  }

  start(): void {
    this.#tasks = [this.#consume(), this.#sweepNowAndThen()];
  }

  /** Nothing waits and nothing runs. */
  get quiet(): boolean {
    return this.#queue.size === 0 && this.#reserved === 0;
  }

  /** Grows with every scope that is looked at. */
  get started(): number {
    return this.#started;
  }

  /** Takes what the store has to do, as far as there are slots; gives how many scopes that were. */
  async sweep(): Promise<number> {
    const { store, limits, instance } = this.#ports;
    const free = limits.concurrency - this.#running.size - this.#reserved;
    if (free <= 0 || this.#fetching.signal.aborted) return 0;
    this.#reserved += free;
    let claims: readonly Claim[] = [];
    try {
      claims = await store.claim({
        handler: this.#handler.name,
        instance,
        leaseMs: limits.leaseMs,
        limit: free,
      });
    } finally {
      this.#reserved -= free;
      this.#ports.onEnd();
    }
    for (const claim of claims) {
      const work = this.#queue.offerClaim(claim);
      if (work !== null) this.#startWork(work);
    }
    this.#pump();
    return claims.length;
  }

  /** Fetches nothing more, and gives back what waits. Resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#fetching.abort();
    this.#wakeSweep.abort();
    for (const { pending, claim } of this.#queue.clear()) {
      for (const delivery of pending) delivery.nak(0);
      if (claim !== null) await this.#return(claim);
    }
    await Promise.all([...this.#tasks, ...this.#running]);
  }

  /** Thoughts under way are no longer wanted. */
  interrupt(): void {
    this.#unwanted.abort(new SynodError("SYN_DRAINING", `${this.#handler.name} is shutting down`));
  }

  async #consume(): Promise<void> {
    const { bus, clock, random, logger, limits } = this.#ports;
    const { signal } = this.#fetching;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        for await (const delivery of bus.subscribe(this.#handler.name, {
          signal,
          inFlightMax: limits.hintsInFlightMax,
        })) {
          attempt = 0;
          this.#offer(delivery);
        }
      } catch (thrown) {
        const { code, detail } = toSynodError(thrown);
        logger.warn({ handler: this.#handler.name, code, cause: detail }, "no hints: the sweep goes on");
      }
      if (!signal.aborted) await clock.sleep(backoffMs(limits.deferBackoff, attempt, random), signal);
    }
  }

  #offer(delivery: Delivery): void {
    if (this.#fetching.signal.aborted) {
      delivery.nak(0);
      return;
    }
    this.#queue.offer(delivery);
    this.#pump();
  }

  async #sweepNowAndThen(): Promise<void> {
    const { clock, random, logger, limits } = this.#ports;
    while (!this.#fetching.signal.aborted) {
      this.#wakeSweep = new AbortController();
      let found = 0;
      try {
        found = await this.sweep();
      } catch (thrown) {
        const { code, detail } = toSynodError(thrown);
        logger.warn({ handler: this.#handler.name, code, cause: detail }, "the sweep failed");
      }
      if (this.#fetching.signal.aborted) return;
      // A full hand says that there is more: the next end of work looks again.
      const full = found > 0 && this.#running.size >= limits.concurrency;
      await clock.sleep(
        jittered(limits.sweepMs, random),
        full ? this.#wakeSweep.signal : this.#fetching.signal,
      );
    }
  }

  #pump(): void {
    const { limits } = this.#ports;
    while (!this.#fetching.signal.aborted && this.#running.size + this.#reserved < limits.concurrency) {
      const work = this.#queue.next();
      if (work === null) return;
      this.#startWork(work);
    }
  }

  #startWork(work: Work): void {
    this.#started += 1;
    const run = this.#run(work).finally(() => {
      this.#running.delete(run);
      this.#pump();
      this.#wakeSweep.abort(null);
      this.#ports.onEnd();
    });
    this.#running.add(run);
  }

  /** Never rejects. */
  async #run(work: Work): Promise<void> {
    cover(work);
    let end: TenureEnd;
    try {
      end = await this.#deal(work);
    } catch (thrown) {
      end = this.#claimFailed(toSynodError(thrown));
    }
    if (end.kind === "done") {
      this.#deferrals.delete(nameOf(work));
      if (end.standing !== null) this.#standings.set(nameOf(work), end.standing);
      for (const delivery of work.covered) delivery.ack();
    } else {
      const deferrals = this.#deferrals.take(nameOf(work)) ?? 0;
      this.#deferrals.set(nameOf(work), deferrals + 1);
      // Hints that came meanwhile can do nothing sooner.
      for (const delivery of [...work.covered, ...work.pending]) delivery.nak(end.retryMs);
      work.pending = [];
    }
    const again = end.kind === "done" && end.more;
    this.#queue.done(work, again && !this.#fetching.signal.aborted);
  }

  async #deal(work: Work): Promise<TenureEnd> {
    const { store, limits, instance } = this.#ports;
    const traceparent = work.covered.at(-1)?.traceparent ?? null;
    const query = {
      handler: this.#handler.name,
      instance,
      leaseMs: limits.leaseMs,
      limit: 1,
      only: work.ref,
    };
    const options = {
      traceparent,
      unwanted: this.#unwanted.signal,
      goesOn: () => !this.#fetching.signal.aborted,
      beforeCommit: () => cover(work),
      working: () => [...work.covered, ...work.pending].forEach((delivery) => delivery.working()),
      deferrals: this.#deferrals.get(nameOf(work)) ?? 0,
      onFatal: this.#ports.onFatal,
    };
    const standing = this.#standings.take(nameOf(work));
    if (standing !== null && work.claim === null) {
      const told = Math.max(standing.head, ...work.covered.map(({ seq }) => seq));
      const end = await unleasedTurn(this.#handler, { ...standing, head: told }, options, this.#ports);
      if (end !== null) return end;
    }
    // A sweep may take the scope while this asks for it: then its claim is the one that there is.
    const claim = taken(work) ?? (await store.claim(query))[0] ?? taken(work);
    // Done already, or another's: who holds the lease sees what the hints told of.
    if (claim === null) return { kind: "done", more: false, standing: null };
    return tenure(this.#handler, claim, options, this.#ports);
  }

  #claimFailed({ code, detail, class: kind }: SynodError): TenureEnd {
    const { meter, logger, limits, random } = this.#ports;
    const handler = this.#handler.name;
    const fields = { handler, code, cause: detail };
    if (kind === "retryable") logger.info(fields, "deferred");
    else logger.error(fields, "a scope could not be claimed or given back");
    meter.deferred(handler, code);
    return { kind: "later", retryMs: backoffMs(limits.deferBackoff, 0, random) };
  }

  async #return(claim: Claim): Promise<void> {
    try {
      await this.#ports.store.release(claim, { kind: "deferred", retryMs: 0 });
    } catch (thrown) {
      const { code, detail } = toSynodError(thrown);
      this.#ports.logger.warn(
        { handler: claim.handler, code, cause: detail },
        "a lease could not be given back",
      );
    }
  }
}

const DEFERRALS_MAX = 1_000;

/** The claim that a sweep left with the work, which is given out once. */
function taken(work: Work): Claim | null {
  const { claim } = work;
  work.claim = null;
  return claim;
}

/** What came before a commit is sent has been seen by it. */
function cover(work: Work): void {
  work.covered.push(...work.pending);
  work.pending = [];
}

function nameOf({ ref }: Work): string {
  return `${ref.tenant}/${ref.scope}`;
}
