import type { CaseState } from "../case/state.ts";
import type { DimensionName } from "../convergence/types.ts";
import type { Digest } from "../ids.ts";
import type { EventType } from "../log/catalog.ts";
import type { OpenedEvent } from "../log/event.ts";

/** What an activation filter looks at: recorded state, and the wanted events after the cursor. */
export interface ActivationInput {
  readonly state: Readonly<CaseState>;
  readonly events: readonly OpenedEvent[];
}

/** A cheap deterministic test that says whether a role should run now. */
export type Activation =
  /** At least `count` new events of a type came since the role last looked. */
  | { readonly kind: "sequence_delta"; readonly type: EventType; readonly count: number }
  /** A digest of the role's input differs from the one it acted on last, both read off the state. */
  | {
      readonly kind: "hash_delta";
      readonly input: (state: Readonly<CaseState>) => Digest;
      readonly last: (state: Readonly<CaseState>) => Digest | null;
    }
  /** A durable schedule of this key is due. */
  | { readonly kind: "timer"; readonly key: string }
  /** The dimension is the bottleneck of the last closed round. */
  | { readonly kind: "pressure_directed"; readonly dimension: DimensionName }
  /** The scope stands in a state of its machine. */
  | { readonly kind: "in_state"; readonly state: CaseState["machine"]["state"] }
  | { readonly kind: "all"; readonly of: readonly Activation[] }
  | { readonly kind: "any"; readonly of: readonly Activation[] };

/** For handlers that deal with every event they want. */
export const ALWAYS: Activation = { kind: "all", of: [] };

/** True if the role should run now. Pure, without a look at any text. */
export function isActivated(activation: Activation, input: ActivationInput): boolean {
  switch (activation.kind) {
    case "sequence_delta":
      return countOf(input.events, activation.type) >= activation.count;
    case "hash_delta":
      return activation.input(input.state) !== activation.last(input.state);
    case "timer":
      return input.events.some((event) => event.type === "timer.fired" && event.data.key === activation.key);
    case "pressure_directed":
      return bottleneck(input.state) === activation.dimension;
    case "in_state":
      return input.state.machine.state === activation.state;
    case "all":
      return activation.of.every((part) => isActivated(part, input));
    case "any":
      return activation.of.some((part) => isActivated(part, input));
  }
}

function countOf(events: readonly OpenedEvent[], type: EventType): number {
  let count = 0;
  for (const event of events) if (event.type === type) count += 1;
  return count;
}

function bottleneck(state: Readonly<CaseState>): DimensionName | null {
  return state.rounds.findLast((round) => round.point !== null)?.point?.bottleneck ?? null;
}
