import { isSettled, type ScopeRef } from "@synod/core";
import type { Store } from "@synod/contracts";
import { CaseCache, DEFAULT_LIMITS } from "@synod/runtime";
import type { PlannedCase } from "./plan.ts";

/** Looks at the cases from outside, as their owners would: it touches nothing and meets no faults. */
export class Watch {
  readonly #store: Store;
  readonly #cache: CaseCache;
  readonly #cases: readonly PlannedCase[];
  #settled = new Set<string>();
  #looks = 0;

  constructor(store: Store, masterKey: Uint8Array, cases: readonly PlannedCase[]) {
    this.#store = store;
    this.#cache = new CaseCache(store, masterKey, DEFAULT_LIMITS);
    this.#cases = cases;
  }

  /** Looks so far: what was true at an earlier one may have changed. */
  get looks(): number {
    return this.#looks;
  }

  /** Whether the case was settled at the last look. */
  isSettled(scope: ScopeRef): boolean {
    return this.#settled.has(nameOf(scope));
  }

  /** Looks again at every case; true if all are settled, and their timers were seen. */
  async look(): Promise<boolean> {
    const settled = new Set<string>();
    let all = true;
    for (const planned of this.#cases) {
      const { state } = await this.#cache.refresh({ tenant: planned.tenant, scope: planned.scope });
      const quiet = isSettled(state) && (await this.#isAtRest(planned));
      if (quiet) settled.add(nameOf(planned));
      all &&= quiet && (state.counts.get("timer.fired")?.count ?? 0) >= planned.timersMin;
    }
    this.#settled = settled;
    this.#looks += 1;
    return all;
  }

  /** No handler has anything left to do. */
  async #isAtRest({ tenant, scope }: ScopeRef): Promise<boolean> {
    const cursors = await this.#store.cursors({ tenant, scope });
    return cursors.every(({ seq, wantedSeq }) => wantedSeq <= seq);
  }
}

function nameOf({ tenant, scope }: ScopeRef): string {
  return `${tenant}/${scope}`;
}
