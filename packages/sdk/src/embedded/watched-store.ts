import { toSynodError, type EventRecord, type SynodError } from "@synod/core";
import type { CommitBatch, DocumentKey, Store } from "@synod/contracts";

/** What a watcher is told, in commit order. */
export interface CommitWatcher {
  committed(events: readonly EventRecord[], keys: readonly DocumentKey[]): void;
  /** A commit failed in a way that no retry mends. */
  failed(error: SynodError): void;
}

/** A store that tells of every commit that goes through it: in one process that is every commit there is. */
export function watchedStore(inner: Store, watcher: CommitWatcher): Store {
  const commit = async (batch: CommitBatch) => {
    try {
      const result = await inner.commit(batch);
      if (result.kind === "committed" && result.events.length > 0)
        watcher.committed(result.events, batch.keys);
      return result;
    } catch (error) {
      const known = toSynodError(error);
      if (known.code === "SYN_DISK_FULL") watcher.failed(known);
      throw error;
    }
  };
  return {
    commit,
    load: (query) => inner.load(query),
    claim: (query) => inner.claim(query),
    renew: (claim, leaseMs) => inner.renew(claim, leaseMs),
    release: (claim, outcome) => inner.release(claim, outcome),
    cursors: (scope) => inner.cursors(scope),
    thought: (scope, digest) => inner.thought(scope, digest),
    journal: (scope, thought) => inner.journal(scope, thought),
    fireTimers: async (now, limit) => {
      const events = await inner.fireTimers(now, limit);
      if (events.length > 0) watcher.committed(events, []);
      return events;
    },
    scopes: (after, limit) => inner.scopes(after, limit),
    projection: (scope) => inner.projection(scope),
    ping: () => inner.ping(),
    close: () => inner.close(),
  };
}
