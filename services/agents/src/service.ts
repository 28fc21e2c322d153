import type { ServiceDefinition } from "@synod/runtime/service";
import { agentHandlers } from "./handlers.ts";

/** The roles, with what reads documents. */
export const agentsService: ServiceDefinition = {
  name: "agents",
  handlers: async (ports) => agentHandlers({ analyst: await ports.analyst(), blobs: await ports.blobs() }),
};
