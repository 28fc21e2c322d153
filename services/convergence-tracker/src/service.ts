import { MODEL_DIGEST } from "@synod/authz";
import type { ServiceDefinition } from "@synod/runtime/service";
import { trackerHandlers } from "./handlers.ts";

/** The tracker, which names in each certificate the policies that it was decided under. */
export const trackerService: ServiceDefinition = {
  name: "convergence-tracker",
  handlers: async (ports) => {
    const { governance, finality } = await ports.policies();
    return trackerHandlers({
      policy: finality,
      signingKey: ports.signingKey(),
      certifiedPolicies: {
        governance: governance.digest,
        authorizationModel: MODEL_DIGEST,
      },
    });
  },
};
