import { main, realAdapters } from "@synod/runtime/service";
import { governorHandlers } from "./handlers.ts";

await main(
  {
    name: "governor",
    handlers: async (ports) => {
      const { governance } = await ports.policies();
      return governorHandlers({ authorizer: await ports.authorizer(), policy: governance });
    },
  },
  realAdapters,
);
