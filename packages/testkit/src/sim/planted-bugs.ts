import type { TenantId } from "@synod/core";
import type { Blobs, Clock, CommitBatch, CommitResult, Store } from "@synod/contracts";
import { EVERY_RULE, type StoreRules } from "../memory-store/index.ts";

/** Longer than a commit takes. */
const BLOB_LATE_MS = 30;

const ACME = "acme" as TenantId;

/** A mechanism taken out on purpose. */
interface Bug {
  /** A rule that the store does not keep. */
  readonly without?: keyof StoreRules;
  readonly store?: (store: Store) => Store;
  readonly blobs?: (blobs: Blobs, clock: Clock) => Blobs;
}

/** The simulator must notice each of them within a few seeds. */
const BUGS = {
  /** Who lost the lease can still commit. */
  no_fence: { without: "fence" },
  /** A cursor that was moved without a lease can be moved again from where it was. */
  no_move_fence: { without: "moveFence" },
  /** A scope is given to whoever asks for it. */
  no_leases: { without: "leases" },
  /** Events are appended to whatever the head is now. */
  no_head_cas: { without: "headCas" },
  /** Processes that die are not counted: what kills its process does so for ever. */
  crashes_uncounted: { without: "crashes" },
  /** Failures of the work are not counted: what fails is tried for ever. */
  failures_uncounted: { without: "failures" },
  /** A timer that fired is still there. */
  timers_stay: { without: "timersEnd" },
  /** The cursor does not move with the events: every event is dealt with again. */
  cursor_stays: { without: "cursors" },
  /** The cursor moves past what was not dealt with. */
  cursor_skips: {
    store: (store) =>
      changingCommits(store, ({ cursor, ...batch }) => ({
        ...batch,
        cursor: cursor === null ? null : { ...cursor, seq: cursor.seq + 3 },
      })),
  },
  /** A dead letter and the cursor that passes it are two transactions. */
  dead_letter_apart: {
    store: (store) => ({
      ...store,
      async commit(batch) {
        if (batch.deadLetters.length === 0) return store.commit(batch);
        const moved = await store.commit({ ...batch, events: [], deadLetters: [], wake: [] });
        return moved.kind === "committed" ? letterAfter(store, batch) : moved;
      },
    }),
  },
  /** The graph's rows are not written with the event that they come from. */
  rows_lost: {
    store: (store) => changingCommits(store, (batch) => ({ ...batch, graph: { nodes: [], edges: [] } })),
  },
  /** The head does not learn of a transition. */
  epoch_lost: { store: (store) => changingCommits(store, (batch) => ({ ...batch, machine: null })) },
  /** Nobody tells the tracker that a handler came to rest. */
  wakes_lost: { store: (store) => changingCommits(store, (batch) => ({ ...batch, wake: [] })) },
  /** The keys of documents are not stored with the events that they seal. */
  keys_lost: { store: (store) => changingCommits(store, (batch) => ({ ...batch, keys: [] })) },
  /** No sweep: only hints say that there is work. */
  no_sweep: {
    store: (store) => ({
      ...store,
      claim: (query) => (query.only === undefined ? Promise.resolve([]) : store.claim(query)),
    }),
  },
  /** Answers that were paid for are not looked up. */
  journal_unread: { store: (store) => ({ ...store, thought: () => Promise.resolve(null) }) },
  /** One tenant's log is given to the other whose scope has the same name. */
  tenants_mixed: {
    store: (store) => ({
      ...store,
      load: (query) => store.load(query.tenant === "zenith" ? { ...query, tenant: ACME } : query),
    }),
  },
  /** The event that names a blob does not wait for the blob. */
  blob_unawaited: {
    blobs: (blobs, clock) => ({
      ...blobs,
      put(tenant, digest, bytes) {
        void clock
          .sleep(BLOB_LATE_MS)
          .then(() => blobs.put(tenant, digest, bytes))
          .catch(() => undefined);
        return Promise.resolve();
      },
    }),
  },
} as const satisfies Record<string, Bug>;

export type PlantedBug = keyof typeof BUGS;

export const PLANTED_BUGS = Object.keys(BUGS) as readonly PlantedBug[];

/** The rules that the store keeps under this bug. */
export function rulesUnder(bug: PlantedBug | null): StoreRules {
  const without = bugOf(bug).without;
  return without === undefined ? EVERY_RULE : { ...EVERY_RULE, [without]: false };
}

/** The store as a process with this bug uses it. */
export function buggyStore(bug: PlantedBug | null, store: Store): Store {
  return bugOf(bug).store?.(store) ?? store;
}

/** The blobs as a process with this bug uses them. */
export function buggyBlobs(bug: PlantedBug | null, blobs: Blobs, clock: Clock): Blobs {
  return bugOf(bug).blobs?.(blobs, clock) ?? blobs;
}

function bugOf(bug: PlantedBug | null): Bug {
  return bug === null ? {} : BUGS[bug];
}

function changingCommits(store: Store, change: (batch: CommitBatch) => CommitBatch): Store {
  return { ...store, commit: (batch) => store.commit(change(batch)) };
}

async function letterAfter(store: Store, batch: CommitBatch): Promise<CommitResult> {
  return store.commit({ ...batch, cursor: null });
}
