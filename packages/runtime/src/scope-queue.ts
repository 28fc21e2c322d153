import type { ScopeRef, TenantId } from "@synod/core";
import type { Claim, Delivery } from "@synod/contracts";

/** One scope that a handler should look at, with the hints that said so. */
export interface Work {
  readonly ref: ScopeRef;
  /** Unanswered hints that came since the last commit was sent. */
  pending: Delivery[];
  /** Hints whose events the last commit has seen. */
  covered: Delivery[];
  /** A claim the sweep has taken already. */
  claim: Claim | null;
  place: "waiting" | "running";
}

/**
 * Scopes to look at: each is in it once, however many hints name it. Tenants take turns, and the scopes
 * of a tenant come in the order of their first hint. Bounded by the hints in flight and the claims held.
 */
export class ScopeQueue {
  readonly #works = new Map<string, Work>();
  /** Waiting scopes; the tenant served last is at the end. */
  readonly #waiting = new Map<TenantId, Work[]>();

  get size(): number {
    return this.#works.size;
  }

  offer(delivery: Delivery): void {
    const work = this.#workOf(delivery);
    work.pending.push(delivery);
  }

  /** Gives the scope's work if it can start at once; null: it runs, and goes on with this claim. */
  offerClaim(claim: Claim): Work | null {
    const work = this.#workOf(claim);
    work.claim = claim;
    if (work.place === "running") return null;
    const { tenant } = work.ref;
    const others = (this.#waiting.get(tenant) ?? []).filter((other) => other !== work);
    if (others.length > 0) this.#waiting.set(tenant, others);
    else this.#waiting.delete(tenant);
    work.place = "running";
    return work;
  }

  /** The next scope, if one waits; it is running until `done`. */
  next(): Work | null {
    for (const [tenant, works] of this.#waiting) {
      const work = works.shift();
      this.#waiting.delete(tenant);
      if (works.length > 0) this.#waiting.set(tenant, works);
      if (work === undefined) continue;
      work.place = "running";
      return work;
    }
    return null;
  }

  /** Ends a run; the scope goes to the end of its queue if hints came meanwhile, or `again`. */
  done(work: Work, again: boolean): void {
    work.covered = [];
    if (again || work.pending.length > 0 || work.claim !== null) this.#enqueue(work);
    else this.#works.delete(nameOf(work.ref));
  }

  /** Empties the queue of what is not running; gives what was in it. */
  clear(): Work[] {
    const waiting = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    for (const { ref } of waiting) this.#works.delete(nameOf(ref));
    return waiting;
  }

  #workOf(ref: ScopeRef): Work {
    const name = nameOf(ref);
    const known = this.#works.get(name);
    if (known !== undefined) return known;
    const { tenant, scope } = ref;
    const work: Work = { ref: { tenant, scope }, pending: [], covered: [], claim: null, place: "waiting" };
    this.#works.set(name, work);
    this.#enqueue(work);
    return work;
  }

  #enqueue(work: Work): void {
    work.place = "waiting";
    const { tenant } = work.ref;
    const works = this.#waiting.get(tenant);
    if (works === undefined) this.#waiting.set(tenant, [work]);
    else works.push(work);
  }
}

function nameOf({ tenant, scope }: ScopeRef): string {
  return `${tenant}/${scope}`;
}
