import {
  isActivated,
  recordedAtAfter,
  SynodError,
  toSynodError,
  wantsEvent,
  type EventDraft,
  type IsoInstant,
  type OpenedEvent,
  type ScopeRef,
} from "@synod/core";
import type {
  Bus,
  Claim,
  Clock,
  CursorState,
  DeadLetterRow,
  Logger,
  Random,
  Store,
  TimerChange,
} from "@synod/contracts";
import { assembleCommit } from "./assemble.ts";
import { backoffMs } from "./backoff.ts";
import { buried, type Grave } from "./bury.ts";
import type { CachedCase, CaseCache, WantedEvents } from "./case-cache.ts";
import { sendCommit, type Committed } from "./commit.ts";
import type { Phase } from "./failure.ts";
import { NOTHING, type AnyHandler, type Outcome, type View } from "./handler.ts";
import { journaledBy } from "./journal.ts";
import type { Limits } from "./limits.ts";
import type { Meter } from "./meter.ts";
import { thinking } from "./thinking.ts";
import type { Tracer } from "./tracer.ts";

/** Everything a turn touches. */
export interface TurnPorts {
  readonly store: Store;
  readonly bus: Pick<Bus, "publish">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly tracer: Tracer;
  readonly limits: Limits;
  readonly cache: CaseCache;
  /** Takes secrets out of what a dead letter says. */
  readonly redact: (text: string) => string;
}

export interface TurnOptions {
  /** False: nobody claimed the scope, and what needs a lease is not done. */
  readonly leased: boolean;
  /** One event only: an earlier try went wrong, and only the event at fault shall pay. */
  readonly narrow: boolean;
  /** Another turn may follow under the same lease. */
  readonly mayKeepLease: boolean;
  /** Aborts thinking, with its reason: the lease was lost, the process drains. */
  readonly unwanted: AbortSignal;
  /** Trace of the hint that woke this turn, for a turn without events. */
  readonly traceparent: string | null;
  /** Called right before each commit is sent. */
  readonly beforeCommit: () => void;
}

export type TurnEnd =
  | ({ readonly kind: "committed" } & Committed)
  | { readonly kind: "lease_lost" }
  /** `wanted`: what it was about; null if it did not come to know. */
  | {
      readonly kind: "failed";
      readonly error: SynodError;
      readonly phase: Phase;
      readonly wanted: WantedEvents | null;
    };

/** How a turn without a lease ended. */
export type UnleasedEnd =
  | TurnEnd
  /** It would have to think. */
  | { readonly kind: "lease_needed" }
  /** Nothing was wanted after the cursor. */
  | { readonly kind: "nothing" };

/** A scope, and what is wanted of it. */
interface Looked {
  readonly cached: CachedCase;
  readonly wanted: WantedEvents;
}

/** What a turn wants done, besides moving its cursor. */
interface Decision {
  readonly drafts: readonly EventDraft[];
  readonly timers: readonly TimerChange[];
  readonly deadLetters: readonly DeadLetterRow[];
}

/** One turn of one handler on one claimed scope: read, think, decide, commit once, tell. */
export class Turn {
  readonly #handler: AnyHandler;
  readonly #claim: Claim;
  readonly #scope: ScopeRef;
  readonly #options: TurnOptions;
  readonly #ports: TurnPorts;
  #phase: Phase = "load";
  #wanted: WantedEvents | null = null;

  constructor(handler: AnyHandler, claim: Claim, options: TurnOptions, ports: TurnPorts) {
    this.#handler = handler;
    this.#claim = claim;
    this.#scope = { tenant: claim.tenant, scope: claim.scope };
    this.#options = options;
    this.#ports = ports;
  }

  /** Deals with the next events of the claim. Never rejects: what went wrong is an end, too. */
  run(): Promise<TurnEnd> {
    return this.#safely(async () =>
      this.#traced(await this.#look(), (looked, span) => this.#deal(looked, span)),
    );
  }

  /**
   * The same without a lease, from where an earlier turn left the cursor: at once, or not at all. Its commit
   * stands only if nobody has claimed or moved the cursor since. Never rejects.
   */
  runUnleased(): Promise<UnleasedEnd> {
    return this.#safely(async (): Promise<UnleasedEnd> => {
      const { needsCursors } = this.#handler;
      const looked = await this.#look();
      if (looked.wanted.events.length === 0 && needsCursors === undefined) return { kind: "nothing" };
      if (!needsLease(this.#handler)) return this.#traced(looked, (its, span) => this.#deal(its, span));
      if (this.#isActive(looked)) return { kind: "lease_needed" };
      return this.#traced(looked, (its, span) => this.#pass(its, span));
    });
  }

  /** Moves the cursor past the next event, and keeps it as a dead letter. */
  bury(grave: Pick<Grave, "code" | "cause" | "failures">): Promise<TurnEnd> {
    const dig = (looked: Looked, traceparent: string | null): Promise<TurnEnd> => {
      const { name: handler } = this.#handler;
      const [event] = looked.wanted.events;
      const full: Grave = { ...grave, handler, crashes: this.#claim.crashes };
      this.#ports.meter.deadLettered(handler, grave.code);
      return this.#commit(looked, traceparent, ({ state }) => {
        if (event !== undefined) {
          const { drafts, row } = buried(event, full, state);
          return { drafts, timers: [], deadLetters: [row] };
        }
        const row = { ...full, eventSeq: this.#claim.seq, traceparent };
        return { drafts: [], timers: [], deadLetters: [row] };
      });
    };
    return this.#safely(async () => this.#traced(await this.#look(), dig));
  }

  async #safely<End>(work: () => Promise<End>): Promise<End | Extract<TurnEnd, { readonly kind: "failed" }>> {
    try {
      return await work();
    } catch (thrown) {
      return { kind: "failed", error: toSynodError(thrown), phase: this.#phase, wanted: this.#wanted };
    }
  }

  async #look(): Promise<Looked> {
    const { cache, limits } = this.#ports;
    const cached = await cache.refresh(this.#scope, this.#claim.head);
    const max = this.#options.narrow
      ? 1
      : Math.min(this.#handler.batchMax ?? limits.batchMax, limits.batchMax);
    const wanted = await cache.wantedAfter(cached, this.#handler.name, this.#claim.seq, max);
    this.#wanted = wanted;
    this.#phase = "work";
    return { cached, wanted };
  }

  #traced(
    looked: Looked,
    work: (looked: Looked, traceparent: string | null) => Promise<TurnEnd>,
  ): Promise<TurnEnd> {
    const { cached, wanted } = looked;
    const { tenant, scope } = this.#scope;
    const attributes = {
      handler: this.#handler.name,
      tenant,
      scope,
      events: wanted.events.length,
      seq: wanted.upTo,
    };
    const span = {
      name: "turn" as const,
      parent: this.#parent(cached, wanted),
      links: linksOf(wanted),
      attributes,
    };
    return this.#ports.tracer.span(span, (traceparent) => work(looked, traceparent));
  }

  async #deal(looked: Looked, traceparent: string | null): Promise<TurnEnd> {
    if (!this.#isActive(looked)) return this.#pass(looked, traceparent);
    const thoughts = await this.#think(looked, traceparent);
    return this.#commit(looked, traceparent, (view) => {
      const outcome = this.#handler.decide(view, thoughts);
      return decisionOf(outcome, this.#claim, looked.cached);
    });
  }

  /** Only moves the cursor. */
  #pass(looked: Looked, traceparent: string | null): Promise<TurnEnd> {
    return this.#commit(looked, traceparent, () => decisionOf(NOTHING, this.#claim, looked.cached));
  }

  #isActive({ cached: { state }, wanted: { events } }: Looked): boolean {
    const { clock, meter } = this.#ports;
    const start = clock.monotonic();
    const active = isActivated(this.#handler.activation, { state, events });
    meter.activation(this.#handler.name, active, (clock.monotonic() - start) / 1000);
    return active;
  }

  async #think({ cached, wanted }: Looked, parent: string | null): Promise<unknown> {
    const { think, name: handler } = this.#handler;
    if (think === undefined) return undefined;
    const { store, clock, meter, limits, tracer } = this.#ports;
    const cursors = await this.#cursors(cached);
    const view = this.#view(cached, wanted, cursors);
    const journaled = journaledBy({ store, meter, handler, scope: this.#scope, keyring: cached.keyring });
    const bounds = { clock, timeoutMs: limits.thinkMs, unwanted: this.#options.unwanted };
    const span = { name: "think" as const, parent, attributes: { handler } };
    return tracer.span(span, () => thinking((signal) => think(view, { signal, journaled }), bounds));
  }

  /** Decides on the state as it is, and again with the same thoughts while the head moves on. */
  async #commit(
    { cached, wanted }: Looked,
    traceparent: string | null,
    decide: (view: View) => Decision,
  ): Promise<TurnEnd> {
    const { clock, random, meter, limits, cache } = this.#ports;
    const done = new Set<string>();
    const { leased, mayKeepLease } = this.#options;
    const { tenant, scope, handler, fence, wakes } = this.#claim;
    const move = {
      tenant,
      scope,
      handler,
      fence,
      seq: wanted.upTo,
      leased,
      keepLease: mayKeepLease && wanted.more,
    };
    let current = cached;
    for (let attempt = 0; attempt <= limits.conflictsMax; attempt += 1) {
      const seq = current.state.head?.seq;
      const cursors = await this.#cursors(current);
      // Cursors read before the state would say "at rest" of what they do not know: all from one moment.
      if (current.state.head?.seq !== seq) continue;
      this.#phase = "work";
      const view = this.#view(current, wanted, cursors);
      const { drafts, timers, deadLetters } = decide(view);
      const fresh = drafts.filter(
        ({ idempotencyKey }) => idempotencyKey === undefined || !done.has(idempotencyKey),
      );
      const cause = causeOf(current, wanted, this.#claim);
      // Wakes that came before the cursors were read are dealt with by what is decided on them.
      const seen = cursors.find((own) => own.handler === handler)?.wakes ?? wakes;
      const cursor = { ...move, wakes: Math.max(wakes, seen) };
      const parts = {
        handler: this.#handler,
        cached: current,
        drafts: fresh,
        cause,
        traceparent,
        cursor,
        timers,
        deadLetters,
      };
      const batch = assembleCommit({ ...parts, recordedAt: view.now }, random);
      this.#phase = "commit";
      this.#options.beforeCommit();
      let movedTo = Number.POSITIVE_INFINITY;
      const result = await sendCommit(batch, this.#claim, { cause, wanted, traceparent }, this.#ports);
      switch (result.kind) {
        case "committed":
        case "lease_lost":
          return result;
        case "duplicate":
          // Recorded before what was decided on, and decided again: the effect is there, so it is left out.
          if (result.seq <= (seq ?? 0)) done.add(result.key);
          break;
        case "conflict":
          movedTo = result.head ?? movedTo;
          break;
        default:
          return result satisfies never;
      }
      meter.conflict(handler);
      // Once at once: the other has what it wanted.
      if (attempt > 0) await clock.sleep(backoffMs(limits.conflictBackoff, attempt - 1, random));
      this.#phase = "load";
      current = await cache.refresh(this.#scope, movedTo);
    }
    throw new SynodError("SYN_CONFLICT", `the head moved on ${limits.conflictsMax + 1} times`);
  }

  async #cursors({ state }: CachedCase): Promise<readonly CursorState[]> {
    const asks = this.#handler.needsCursors?.(state) ?? false;
    return asks ? this.#ports.store.cursors(this.#scope) : [];
  }

  #view(cached: CachedCase, { events, upTo }: WantedEvents, cursors: readonly CursorState[]): View {
    const now = new Date(this.#ports.clock.now()).toISOString() as IsoInstant;
    return {
      scope: this.#scope,
      state: cached.state,
      events,
      fromSeq: this.#claim.seq,
      toSeq: upTo,
      now: recordedAtAfter(cached.state.head, now),
      cursors,
    };
  }

  #parent(cached: CachedCase, wanted: WantedEvents): string | null {
    if (wanted.events.length === 0 && this.#options.traceparent !== null) return this.#options.traceparent;
    return causeOf(cached, wanted, this.#claim)?.traceparent ?? null;
  }
}

/** What is dear or changes something is thought under a lease: nobody else shall do it, too. */
function needsLease({ think, thinksFreely }: AnyHandler): boolean {
  return think !== undefined && thinksFreely !== true;
}

/** The event a turn is about: the last of its batch; for a wake, the last one that was dealt with. */
function causeOf(
  { tail }: CachedCase,
  { events }: WantedEvents,
  { handler, seq }: Claim,
): OpenedEvent | null {
  return (
    events.at(-1) ??
    tail.findLast((event) => event.seq <= seq && wantsEvent(handler, event)) ??
    tail.at(-1) ??
    null
  );
}

const LINKS_MAX = 16;

function linksOf({ events }: WantedEvents): string[] {
  const contexts = new Set(
    events.slice(0, -1).flatMap(({ traceparent }) => (traceparent === null ? [] : [traceparent])),
  );
  return [...contexts].slice(0, LINKS_MAX);
}

function decisionOf(
  outcome: Outcome,
  { handler, failures, crashes }: Claim,
  { state }: CachedCase,
): Decision {
  const graves = (outcome.deadLetters ?? []).map(({ event, code, cause }) =>
    buried(event, { handler, code, cause, failures, crashes }, state),
  );
  return {
    drafts: [...outcome.events, ...graves.flatMap(({ drafts }) => drafts)],
    timers: (outcome.timers ?? []).map((timer) => ({ handler, ...timer })),
    deadLetters: graves.map(({ row }) => row),
  };
}
