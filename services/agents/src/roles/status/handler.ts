import { assess, propose } from "@synod/core";
import { NOTHING, type Handler } from "@synod/runtime";

/** Says, once drift is checked, which claim answers which goal. */
export const status: Handler = {
  name: "status",
  role: "agents",
  activation: {
    kind: "all",
    of: [
      { kind: "in_state", state: "DriftChecked" },
      {
        kind: "hash_delta",
        input: (state) => assess(state).digest,
        last: (state) => state.assessment?.digest ?? null,
      },
    ],
  },
  decide({ state }) {
    const assessment = assess(state);
    if (state.machine.state !== "DriftChecked" || assessment.digest === state.assessment?.digest)
      return NOTHING;
    const open = [...state.proposals.values()].some(
      ({ proposal: { action }, status }) =>
        action.kind === "assess" && action.assessment.digest === assessment.digest && status !== "superseded",
    );
    if (open) return NOTHING;
    const reached = assessment.goals.filter((goal) => goal.reached).length;
    const reason = `${reached} of ${assessment.goals.length} goals are answered`;
    return { events: [propose(state, { role: "status", action: { kind: "assess", assessment }, reason })] };
  },
};
