import type { ServiceDefinition } from "@synod/runtime/service";
import { governorHandlers } from "./handlers.ts";

/** The governor and the provisioner of its grants. */
export const governorService: ServiceDefinition = {
  name: "governor",
  handlers: async (ports) => {
    const { governance } = await ports.policies();
    return governorHandlers({ authorizer: await ports.authorizer(), policy: governance });
  },
};
