import { propose, wasProposed } from "@synod/core";
import { NOTHING, type Handler } from "@synod/runtime";

/** Begins the next cycle when there is context that the last one did not cover. */
export const planner: Handler = {
  name: "planner",
  role: "agents",
  activation: { kind: "in_state", state: "DriftChecked" },
  decide({ state }) {
    const { machine, rounds } = state;
    if (machine.state !== "DriftChecked" || rounds.length <= machine.coveredRounds) return NOTHING;
    if (wasProposed(state, "begin_cycle")) return NOTHING;
    const reason = `${rounds.length - machine.coveredRounds} document(s) admitted since the last cycle`;
    return {
      events: [
        propose(state, { role: "planner", action: { kind: "begin_cycle", because: "new_context" }, reason }),
      ],
    };
  },
};
