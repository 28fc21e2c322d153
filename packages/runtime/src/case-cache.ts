import {
  CHAIN_START,
  foldEvent,
  Keyring,
  newCaseState,
  SynodError,
  wants,
  wantsEvent,
  type CaseState,
  type EventRecord,
  type HandlerName,
  type OpenedEvent,
  type ScopeRef,
  type SecretKey,
} from "@synod/core";
import type { LoadedScope, Store } from "@synod/contracts";
import type { Limits } from "./limits.ts";
import { readEvent } from "./read-event.ts";

/** One scope as this process knows it. `state` moves on whenever anyone in the process learns more. */
export interface CachedCase {
  readonly state: CaseState;
  readonly keyring: Keyring;
  /** The newest events, oldest first, up to the state's head without a gap. */
  readonly tail: OpenedEvent[];
}

/** The wanted events after a cursor. */
export interface WantedEvents {
  readonly events: readonly OpenedEvent[];
  /** Every wanted event up to this position is among them. */
  readonly upTo: number;
  /** There are more between `upTo` and the state's head. */
  readonly more: boolean;
}

export type CacheLimits = Pick<
  Limits,
  "cachedScopesMax" | "cachedEventsMax" | "tailEventsMax" | "loadEventsMax" | "loadBytesMax"
>;

/**
 * Folded scopes, shared by the handlers of a process: each log is read and folded once. Bounded in
 * scopes and in events folded; the least recently used scope goes first.
 */
export class CaseCache {
  readonly #store: Store;
  readonly #masterKey: SecretKey;
  readonly #limits: CacheLimits;
  /** In order of use. */
  readonly #cases = new Map<string, CachedCase>();
  #events = 0;

  constructor(store: Store, masterKey: SecretKey, limits: CacheLimits) {
    this.#store = store;
    this.#masterKey = masterKey;
    this.#limits = limits;
  }

  get size(): { readonly scopes: number; readonly events: number } {
    return { scopes: this.#cases.size, events: this.#events };
  }

  /**
   * The scope with everything folded that the store has now, or, where that is further, up to `enough`: what
   * is known up to there is not asked for. Rejects with SYN_EVENT_UNKNOWN, SYN_LOG_BROKEN.
   */
  async refresh(scope: ScopeRef, enough = Number.POSITIVE_INFINITY): Promise<CachedCase> {
    const cached = this.#use(scope);
    if (seqOf(cached) >= enough) return cached;
    for (;;) {
      const before = seqOf(cached);
      const page = await this.#load(scope, before);
      this.#learn(scope, cached, page);
      const head = page.head?.seq ?? 0;
      if (seqOf(cached) >= head) return cached;
      if (seqOf(cached) === before) {
        throw new SynodError(
          "SYN_LOG_BROKEN",
          `${nameOf(scope)}: the head is at ${head}, but nothing follows ${before}`,
        );
      }
    }
  }

  /** Folds what a commit of this process appended, if it follows what is known. */
  absorb(scope: ScopeRef, records: readonly EventRecord[]): void {
    const cached = this.#cases.get(nameOf(scope));
    if (cached !== undefined) this.#fold(scope, cached, records);
  }

  /** At most `max` events that `handler` wants after `afterSeq`, out of memory or the log. */
  async wantedAfter(
    cached: CachedCase,
    handler: HandlerName,
    afterSeq: number,
    max: number,
  ): Promise<WantedEvents> {
    const found: OpenedEvent[] = [];
    let position = afterSeq;
    while (position < seqOf(cached) && !isInTail(cached, position + 1)) {
      const page = await this.#load(cached.state, position);
      addKeys(cached, page);
      // What was appended meanwhile is beyond the state and waits for the next turn.
      const records = page.events.filter(({ seq }) => seq <= seqOf(cached));
      const last = records.at(-1);
      if (last === undefined)
        throw new SynodError("SYN_LOG_BROKEN", `${nameOf(cached.state)}: nothing follows ${position}`);
      for (const record of records) {
        if (!wants(handler, record.type)) continue;
        const event = readEvent(record, null, cached.keyring);
        if (!wantsEvent(handler, event)) continue;
        if (found.length === max) return { events: found, upTo: found.at(-1)?.seq ?? afterSeq, more: true };
        found.push(event);
      }
      position = last.seq;
    }
    for (const event of cached.tail) {
      if (event.seq <= position || !wantsEvent(handler, event)) continue;
      if (found.length === max) return { events: found, upTo: found.at(-1)?.seq ?? afterSeq, more: true };
      found.push(event);
    }
    return { events: found, upTo: Math.max(afterSeq, seqOf(cached)), more: false };
  }

  #load(scope: ScopeRef, afterSeq: number): Promise<LoadedScope> {
    const { loadEventsMax: eventsMax, loadBytesMax: bytesMax } = this.#limits;
    return this.#store.load({ tenant: scope.tenant, scope: scope.scope, afterSeq, eventsMax, bytesMax });
  }

  #learn(scope: ScopeRef, cached: CachedCase, page: LoadedScope): void {
    addKeys(cached, page);
    this.#fold(scope, cached, page.events);
  }

  /** Others may have folded the same events while a load was under way: what is known is skipped. */
  #fold(scope: ScopeRef, cached: CachedCase, records: readonly EventRecord[]): void {
    const name = nameOf(scope);
    const counted = this.#cases.get(name) === cached;
    for (const record of records) {
      const { state, keyring, tail } = cached;
      const seq = seqOf(cached);
      if (record.seq <= seq) continue;
      if (record.seq > seq + 1) return;
      const event = readEvent(record, state.head ?? CHAIN_START, keyring);
      try {
        foldEvent(state, event);
      } catch (error) {
        // A fold that stopped halfway is no state of the log.
        this.#forget(name);
        throw error;
      }
      tail.push(event);
      if (counted) this.#events += 1;
    }
    const surplus = cached.tail.length - this.#limits.tailEventsMax;
    if (surplus > 0) cached.tail.splice(0, surplus);
    this.#evict(name);
  }

  #use(scope: ScopeRef): CachedCase {
    const name = nameOf(scope);
    const known = this.#cases.get(name);
    const cached = known ?? { state: newCaseState(scope), keyring: new Keyring(this.#masterKey), tail: [] };
    this.#cases.delete(name);
    this.#cases.set(name, cached);
    if (known === undefined) this.#evict(name);
    return cached;
  }

  #evict(except: string): void {
    const { cachedScopesMax, cachedEventsMax } = this.#limits;
    for (const name of this.#cases.keys()) {
      if (this.#cases.size <= cachedScopesMax && this.#events <= cachedEventsMax) return;
      if (name !== except) this.#forget(name);
    }
  }

  #forget(name: string): void {
    const cached = this.#cases.get(name);
    if (cached === undefined) return;
    this.#cases.delete(name);
    this.#events -= seqOf(cached);
  }
}

function addKeys({ keyring }: CachedCase, { keys }: LoadedScope): void {
  for (const { document, wrapped } of keys) keyring.add(document, wrapped);
}

function isInTail({ tail }: CachedCase, seq: number): boolean {
  const first = tail[0];
  return first !== undefined && first.seq <= seq;
}

function seqOf({ state }: CachedCase): number {
  return state.head?.seq ?? 0;
}

function nameOf({ tenant, scope }: ScopeRef): string {
  return `${tenant}/${scope}`;
}
