import { MODEL_DIGEST } from "@synod/authz";
import { main, realAdapters } from "@synod/runtime/service";
import { trackerHandlers } from "./handlers.ts";

await main(
  {
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
  },
  realAdapters,
);
