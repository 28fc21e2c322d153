import { main, realAdapters } from "@synod/runtime/service";
import { agentHandlers } from "./handlers.ts";

await main(
  {
    name: "agents",
    handlers: async (ports) => agentHandlers({ analyst: await ports.analyst(), blobs: await ports.blobs() }),
  },
  realAdapters,
);
