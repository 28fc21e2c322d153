/** Where a scope stands in its cycle. Finality is beside the machine, not in it. */
export type MachineState = "ContextIngested" | "FactsExtracted" | "DriftChecked" | "Frozen";

export type Transition = "mark_extracted" | "mark_drift_checked" | "begin_cycle" | "freeze" | "unfreeze";

/** What a transition needs to be allowed, computed from recorded state by the caller. */
export interface TransitionFacts {
  /** Every admitted document up to the proposal's `read_seq` was dealt with. */
  readonly allContextRead: boolean;
  /** A drift measured at this epoch is recorded. */
  readonly driftRecorded: boolean;
  /** There is new context, a resolved review or a planned step. */
  readonly hasReasonToBegin: boolean;
  /** A person with the right relation allows it. */
  readonly personAllows: boolean;
  readonly stateBeforeFreeze: Exclude<MachineState, "Frozen">;
}

export type TransitionOutcome =
  | { readonly kind: "to"; readonly state: MachineState }
  | { readonly kind: "refused"; readonly reason: string };

type Cell = (facts: TransitionFacts) => TransitionOutcome;

const to = (state: MachineState): TransitionOutcome => ({ kind: "to", state });
const refuse = (reason: string): TransitionOutcome => ({ kind: "refused", reason });
const refused =
  (reason: string): Cell =>
  () =>
    refuse(reason);

/** The total table: every state × every transition has an outcome; leaving a cell out does not compile. */
const TABLE: Readonly<Record<MachineState, Readonly<Record<Transition, Cell>>>> = {
  ContextIngested: {
    mark_extracted: (facts) =>
      facts.allContextRead ? to("FactsExtracted") : refuse("admitted context is not yet read"),
    mark_drift_checked: refused("facts are not yet extracted"),
    begin_cycle: refused("a cycle has already begun"),
    freeze: () => to("Frozen"),
    unfreeze: refused("the scope is not frozen"),
  },
  FactsExtracted: {
    mark_extracted: refused("done"),
    mark_drift_checked: (facts) =>
      facts.driftRecorded ? to("DriftChecked") : refuse("no drift is recorded at this epoch"),
    begin_cycle: refused("drift is not yet checked"),
    freeze: () => to("Frozen"),
    unfreeze: refused("the scope is not frozen"),
  },
  DriftChecked: {
    mark_extracted: refused("no cycle has begun"),
    mark_drift_checked: refused("done"),
    begin_cycle: (facts) =>
      facts.hasReasonToBegin ? to("ContextIngested") : refuse("nothing new to begin a cycle for"),
    freeze: () => to("Frozen"),
    unfreeze: refused("the scope is not frozen"),
  },
  Frozen: {
    mark_extracted: refused("the scope is frozen"),
    mark_drift_checked: refused("the scope is frozen"),
    begin_cycle: refused("the scope is frozen"),
    freeze: refused("done"),
    unfreeze: (facts) =>
      facts.personAllows ? to(facts.stateBeforeFreeze) : refuse("only a person may unfreeze"),
  },
};

/** Looks the outcome up; total, never throws. */
export function applyTransition(
  state: MachineState,
  transition: Transition,
  facts: TransitionFacts,
): TransitionOutcome {
  return TABLE[state][transition](facts);
}
