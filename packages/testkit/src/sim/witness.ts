import type { EventRecord, EventType, ScopeRef } from "@synod/core";
import type { ClaimKey, CommitBatch, CursorMove, Store } from "@synod/contracts";

interface Waiting {
  readonly scope: ScopeRef;
  readonly type: EventType;
  readonly seen: () => void;
}

/**
 * Stands beside the store and sees what takes effect, in order, whoever asked for it: that nobody commits
 * with a lease that another has taken since, or on a head that has moved on, and when events come into the log.
 */
export class Witness {
  readonly problems: string[] = [];
  /** The newest fence of each cursor: given out, or left by a move without a lease. */
  readonly #fences = new Map<string, number>();
  /** Scope and digest of every answer that was journaled. */
  readonly #thoughts = new Set<string>();
  #waiting: readonly Waiting[] = [];

  /** How many thoughts were kept, each once for its scope. */
  get thoughts(): number {
    return this.#thoughts.size;
  }

  /** Resolves when an event of `type` is appended to the scope from now on. */
  appended(scope: ScopeRef, type: EventType): Promise<void> {
    return new Promise((seen) => {
      this.#waiting = [...this.#waiting, { scope, type, seen }];
    });
  }

  /** The store, seen by this witness. */
  beside(store: Store): Store {
    return {
      load: (query) => store.load(query),
      commit: async (batch) => {
        const result = await store.commit(batch);
        if (result.kind === "committed") {
          if (batch.cursor !== null) this.#checkHolder(batch.cursor);
          this.#checkHead(batch, result.events);
          this.#sawAppended(result.events);
        }
        return result;
      },
      claim: async (query) => {
        const claims = await store.claim(query);
        for (const claim of claims) this.#fences.set(nameOf(claim), claim.fence);
        return claims;
      },
      renew: (claim, leaseMs) => store.renew(claim, leaseMs),
      release: (claim, outcome) => store.release(claim, outcome),
      cursors: (scope) => store.cursors(scope),
      thought: (scope, digest) => store.thought(scope, digest),
      journal: async (scope, thought) => {
        await store.journal(scope, thought);
        this.#thoughts.add(`${scope.tenant}/${scope.scope} ${thought.digest}`);
      },
      fireTimers: async (now, limit) => {
        const events = await store.fireTimers(now, limit);
        this.#sawAppended(events);
        return events;
      },
      scopes: (after, limit) => store.scopes(after, limit),
      projection: (scope) => store.projection(scope),
      ping: () => store.ping(),
      close: () => store.close(),
    };
  }

  /** I3: two writers never both win. */
  #checkHolder(cursor: CursorMove): void {
    const newest = this.#fences.get(nameOf(cursor)) ?? 0;
    if (!cursor.leased) this.#fences.set(nameOf(cursor), cursor.fence + 1);
    if (cursor.fence === newest) return;
    this.problems.push(
      `${cursor.tenant}/${cursor.scope}: I3: ${cursor.handler} committed with fence ${cursor.fence}, ` +
        `and another has ${newest}`,
    );
  }

  /** I3: what was decided on one head is appended to no other. */
  #checkHead({ tenant, scope, expected }: CommitBatch, [first]: readonly EventRecord[]): void {
    const decidedOn = expected?.seq ?? 0;
    if (first === undefined || first.seq === decidedOn + 1) return;
    this.problems.push(
      `${tenant}/${scope}: I3: ${first.type} was decided on the head at ${decidedOn} and appended as ${first.seq}`,
    );
  }

  #sawAppended(events: readonly EventRecord[]): void {
    for (const event of events) {
      const isMet = ({ scope, type }: Waiting) =>
        scope.tenant === event.tenant && scope.scope === event.scope && type === event.type;
      for (const { seen } of this.#waiting.filter(isMet)) seen();
      this.#waiting = this.#waiting.filter((waiting) => !isMet(waiting));
    }
  }
}

function nameOf({ tenant, scope, handler }: ClaimKey): string {
  return `${tenant}/${scope}/${handler}`;
}
