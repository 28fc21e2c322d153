import type { Period } from "../time/calendar.ts";
import type { TimeScope } from "../time/scopes.ts";

/** A part of a sentence: tokens `from` to `to`, the last excluded. */
export interface Clause {
  readonly from: number;
  readonly to: number;
}

const OPEN: Period = { from: null, to: null };

/** The time that governs a token: that of its clause, else the one that opens the sentence, else what is given. `done`: it is said of what was, not of a plan. */
export function timeOf(
  at: number,
  clause: Clause,
  scopes: readonly TimeScope[],
  otherwise: Period | null,
  done = false,
): Period {
  // "Had been sold by 30 April" is how it was on that day; "to be sold by" says nothing of it.
  const counts = (scope: TimeScope): boolean => scope.role !== "deadline" || (done && scope.day !== null);
  const own = scopes.filter((scope) => scope.first >= clause.from && scope.last < clause.to && counts(scope));
  const near =
    nearest(at, own) ??
    (scopes[0] !== undefined && scopes[0].first <= 1 && counts(scopes[0]) ? scopes[0] : null);
  return near?.valid ?? otherwise ?? OPEN;
}

/** A time after the value is nearer than one before it, as "was 5 on Monday and 7 on Tuesday" is read. */
function nearest(at: number, scopes: readonly TimeScope[]): TimeScope | null {
  let best: TimeScope | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const scope of scopes) {
    const distance = scope.first > at ? scope.first - at : (at - scope.last) * 2;
    if (distance < least) [best, least] = [scope, distance];
  }
  return best;
}
