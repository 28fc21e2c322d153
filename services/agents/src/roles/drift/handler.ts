import {
  caseDay,
  driftBetween,
  propose,
  snapshotOf,
  summaryOf,
  wasProposed,
  type CaseState,
  type Drift,
} from "@synod/core";
import { NOTHING, type Handler, type View } from "@synod/runtime";

/** Measures, once a round's facts are extracted, how the graph moved since the last time. */
export const drift: Handler = {
  name: "drift",
  role: "agents",
  activation: { kind: "in_state", state: "FactsExtracted" },
  decide(view) {
    const { state } = view;
    if (state.machine.state !== "FactsExtracted" || wasProposed(state, "mark_drift_checked")) return NOTHING;
    const measured = measure(view);
    const reason = `drift is ${measured.level}`;
    return {
      events: [
        propose(state, { role: "drift", action: { kind: "mark_drift_checked", drift: measured }, reason }),
      ],
    };
  },
};

function measure({ state, now }: View): Drift {
  const snapshot = snapshotOf(state.graph, state.config, caseDay(state, now));
  return driftBetween(state.drift?.summary ?? null, summaryOf(snapshot, supersededClaims(state)), {
    epoch: state.machine.epoch,
    fromVersion: state.drift?.to_version ?? 0,
    toVersion: state.knowledgeVersion,
  });
}

function supersededClaims({ graph }: Readonly<CaseState>): number {
  return [...graph.claims.values()].filter(({ status }) => status === "superseded").length;
}
