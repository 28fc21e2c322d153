import { describe, expect, it } from "vitest";
import { newCaseState } from "../case/new-state.ts";
import { sha256Hex } from "../crypto/digest.ts";
import type { ProposalId, ScopeId, TenantId } from "../ids.ts";
import { applyTransition, type MachineState, type Transition, type TransitionFacts } from "./machine.ts";
import { isAtRest } from "./rest.ts";
import { HANDLERS, SUBSCRIPTIONS, wantedBy, wants, wantsEvent } from "./subscriptions.ts";

const allowed: TransitionFacts = {
  allContextRead: true,
  driftRecorded: true,
  hasReasonToBegin: true,
  personAllows: true,
  stateBeforeFreeze: "FactsExtracted",
};
const denied: TransitionFacts = {
  ...allowed,
  allContextRead: false,
  driftRecorded: false,
  hasReasonToBegin: false,
  personAllows: false,
};

const STATES: MachineState[] = ["ContextIngested", "FactsExtracted", "DriftChecked", "Frozen"];
const TRANSITIONS: Transition[] = [
  "mark_extracted",
  "mark_drift_checked",
  "begin_cycle",
  "freeze",
  "unfreeze",
];

/** The design's table: where each allowed transition leads. */
const LEADS: Record<string, MachineState> = {
  "ContextIngested mark_extracted": "FactsExtracted",
  "FactsExtracted mark_drift_checked": "DriftChecked",
  "DriftChecked begin_cycle": "ContextIngested",
  "ContextIngested freeze": "Frozen",
  "FactsExtracted freeze": "Frozen",
  "DriftChecked freeze": "Frozen",
  "Frozen unfreeze": "FactsExtracted",
};

describe("the scope's state machine", () => {
  for (const state of STATES) {
    for (const transition of TRANSITIONS) {
      const target = LEADS[`${state} ${transition}`];
      it(`${state}: ${transition} ${target === undefined ? "is refused" : `leads to ${target}`}`, () => {
        const outcome = applyTransition(state, transition, allowed);
        expect(outcome).toEqual(
          target === undefined
            ? { kind: "refused", reason: expect.any(String) }
            : { kind: "to", state: target },
        );
      });
    }
  }

  it("refuses what the recorded state does not support", () => {
    expect(applyTransition("ContextIngested", "mark_extracted", denied).kind).toBe("refused");
    expect(applyTransition("FactsExtracted", "mark_drift_checked", denied).kind).toBe("refused");
    expect(applyTransition("DriftChecked", "begin_cycle", denied).kind).toBe("refused");
    expect(applyTransition("Frozen", "unfreeze", denied).kind).toBe("refused");
  });
});

describe("subscriptions", () => {
  it("read the same in both directions", () => {
    for (const handler of HANDLERS) {
      for (const type of SUBSCRIPTIONS[handler]) expect(wantedBy(type)).toContain(handler);
    }
    expect(wants("executor", "proposal.approved")).toBe(true);
    expect(wants("executor", "proposal.submitted")).toBe(false);
    expect(wantedBy("finality.certified")).toEqual([]);
  });

  it("to transitions are to those that lead to where a role acts", () => {
    const transition = (to: MachineState) =>
      ({
        type: "transition.applied",
        data: { proposal: "p" as ProposalId, transition: "begin_cycle", from: "DriftChecked", to, epoch: 1 },
      }) as const;
    expect(HANDLERS.filter((handler) => wantsEvent(handler, transition("FactsExtracted")))).toEqual([
      "drift",
    ]);
    expect(HANDLERS.filter((handler) => wantsEvent(handler, transition("DriftChecked")))).toEqual([
      "planner",
      "status",
    ]);
    expect(HANDLERS.filter((handler) => wantsEvent(handler, transition("ContextIngested")))).toEqual([
      "facts",
    ]);
    expect(wantedBy("transition.applied", "Frozen")).toEqual([]);
    const states = ["ContextIngested", "FactsExtracted", "DriftChecked"] as const;
    expect(new Set(states.flatMap((state) => wantedBy("transition.applied", state)))).toEqual(
      new Set(wantedBy("transition.applied")),
    );
    expect(wantsEvent("facts", { type: "scope.provisioned", data: { model_digest: sha256Hex("") } })).toBe(
      false,
    );
  });
});

describe("rest", () => {
  const state = newCaseState({ tenant: "acme" as TenantId, scope: "crane" as ScopeId });

  it("waits for every handler of the round, and for none that runs ahead", () => {
    expect(isAtRest(state, [{ handler: "facts", seq: 3, wantedSeq: 4 }])).toBe(false);
    expect(isAtRest(state, [{ handler: "facts", seq: 4, wantedSeq: 4 }])).toBe(true);
    expect(isAtRest(state, [{ handler: "facts-reader", seq: 1, wantedSeq: 9 }])).toBe(true);
  });

  it("waits for open proposals", () => {
    state.openProposals.add("extract:1" as ProposalId);
    expect(isAtRest(state, [])).toBe(false);
  });
});
