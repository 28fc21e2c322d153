import { HANDLERS, type EventId } from "@synod/core";
import type { Bus, Hint, Store } from "@synod/contracts";
import { systemRandom } from "@synod/runtime";
import { allScopes } from "./verify-log.ts";

/**
 * Publishes a hint for every handler that is behind in any scope, out of the database: the bus can lose
 * everything, since the database is the only truth. The sweep does the same, later.
 */
export async function rebuildBus(
  store: Store,
  bus: Pick<Bus, "publish">,
): Promise<{ readonly scopes: number; readonly hints: number }> {
  let [scopes, hints] = [0, 0];
  for await (const scope of allScopes(store)) {
    const cursors = await store.cursors(scope);
    const behind = cursors.filter(({ seq, wantedSeq }) => wantedSeq > seq);
    // The tracker also waits for wakes, which leave no trace in a cursor's position.
    const wanted = new Set([...behind.map(({ handler }) => handler), "tracker" as const]);
    const found = HANDLERS.filter((handler) => wanted.has(handler)).map((to): Hint => ({
      ...scope,
      seq: Math.max(1, cursors.find(({ handler }) => handler === to)?.wantedSeq ?? 0),
      // No event stands behind it, so each has an id of its own and no dedupe window drops it.
      id: systemRandom.uuid() as EventId,
      type: "timer.fired",
      traceparent: null,
      generation: 0,
      to,
      body: "{}",
    }));
    await bus.publish(found);
    scopes += 1;
    hints += found.length;
  }
  return { scopes, hints };
}
