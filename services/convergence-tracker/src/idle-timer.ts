import { clockStands, IDLE_TIMER, type CaseState, type Evaluation, type IsoInstant } from "@synod/core";
import type { Outcome } from "@synod/runtime";

/** First look at an unchanged graph after this; then twice as long each time, up to a day. */
const FIRST_LOOK_MS = 60_000;
const LAST_LOOK_MS = 86_400_000;

/** The durable timer for the next look at a quiet case; a case whose clock stands needs none. */
export function idleTimer(
  state: Readonly<CaseState>,
  evaluation: Evaluation,
  now: IsoInstant,
): NonNullable<Outcome["timers"]> {
  const over =
    evaluation.verdict === "EXPIRED" || (evaluation.verdict === "RESOLVED" && state.confirmations.length > 0);
  if (clockStands(state) || state.rounds.length === 0 || over) return [];
  const wait = Math.min(LAST_LOOK_MS, FIRST_LOOK_MS * 2 ** Math.min(state.idleCycles, 30));
  return [{ key: IDLE_TIMER, due: new Date(Date.parse(now) + wait).toISOString() as IsoInstant }];
}
