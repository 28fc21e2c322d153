import { SCOPE, type TestLog } from "../../../core/src/case/log.fixture.ts";
import type { View } from "../handler.ts";

/** What a handler sees of a log, at its head. */
export function viewOf(log: TestLog, more: Partial<View> = {}): View {
  return {
    scope: SCOPE,
    state: log.state,
    events: [],
    fromSeq: 0,
    toSeq: log.records.length,
    now: log.now,
    cursors: [],
    ...more,
  };
}
