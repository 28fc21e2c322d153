import { toSynodError, type EventRecord, type SynodError } from "@synod/core";
import type { CommitBatch, DocumentKey, Store } from "@synod/contracts";
import { isFatal } from "@synod/runtime";

/** What a watcher is told, in commit order. */
export interface CommitWatcher {
  committed(events: readonly EventRecord[], keys: readonly DocumentKey[]): void;
  /** The store failed in a way that no retry mends. */
  failed(error: SynodError): void;
}

/** A store that tells of every commit that goes through it: in one process that is every commit there is. */
export function watchedStore(inner: Store, watcher: CommitWatcher): Store {
  /** Whoever meets the end of the store first tells of it: a sweep that only looks may be the last to call. */
  async function told<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      const known = toSynodError(error);
      if (isFatal(known)) watcher.failed(known);
      throw error;
    }
  }
  return {
    commit: async (batch: CommitBatch) => {
      const result = await told(inner.commit(batch));
      if (result.kind === "committed" && result.events.length > 0)
        watcher.committed(result.events, batch.keys);
      return result;
    },
    load: (query) => told(inner.load(query)),
    claim: (query) => told(inner.claim(query)),
    renew: (claim, leaseMs) => told(inner.renew(claim, leaseMs)),
    release: (claim, outcome) => told(inner.release(claim, outcome)),
    cursors: (scope) => told(inner.cursors(scope)),
    thought: (scope, digest) => told(inner.thought(scope, digest)),
    journal: (scope, thought) => told(inner.journal(scope, thought)),
    fireTimers: async (now, limit) => {
      const events = await told(inner.fireTimers(now, limit));
      if (events.length > 0) watcher.committed(events, []);
      return events;
    },
    scopes: (after, limit) => told(inner.scopes(after, limit)),
    projection: (scope) => told(inner.projection(scope)),
    ping: () => told(inner.ping()),
    close: () => inner.close(),
  };
}
