import type { Store } from "@synod/contracts";

/** A mechanism taken out on purpose: the simulator must notice each of them within a few seeds. */
export type PlantedBug =
  /** A commit is not a compare-and-swap on the head: it decides on what it last saw. */
  | "cursor_skips"
  /** The cursor does not move with the events: every event is dealt with again. */
  | "cursor_stays"
  /** The answer of a reader is committed without its graph rows. */
  | "rows_lost"
  /** Timers, wakes and hints of a commit are forgotten, and so is the sweep. */
  | "work_hidden";

export const PLANTED_BUGS: readonly PlantedBug[] = [
  "cursor_skips",
  "cursor_stays",
  "rows_lost",
  "work_hidden",
];

/** A store with one mechanism taken out. */
export function plantBug(bug: PlantedBug, store: Store): Store {
  switch (bug) {
    case "cursor_skips":
      return {
        ...store,
        commit: (batch) =>
          store.commit({
            ...batch,
            cursor: batch.cursor === null ? null : { ...batch.cursor, seq: batch.cursor.seq + 3 },
          }),
      };
    case "cursor_stays":
      return { ...store, commit: (batch) => store.commit({ ...batch, cursor: null }) };
    case "rows_lost":
      return { ...store, commit: (batch) => store.commit({ ...batch, graph: { nodes: [], edges: [] } }) };
    case "work_hidden":
      return {
        ...store,
        claim: (query) => (query.only === undefined ? Promise.resolve([]) : store.claim(query)),
      };
    default:
      return bug satisfies never;
  }
}
