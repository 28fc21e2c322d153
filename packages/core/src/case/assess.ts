import { digestOf } from "../crypto/digest.ts";
import type { Assessment } from "../graph/derived.ts";
import { goalStatuses } from "../graph/goals.ts";
import type { CaseState } from "./state.ts";

/** Which claim answers which goal, on the graph as it is. Pure. */
export function assess(state: Readonly<CaseState>): Assessment {
  const goals = goalStatuses(state.config, state.graph);
  return { digest: digestOf(goals), goals };
}
