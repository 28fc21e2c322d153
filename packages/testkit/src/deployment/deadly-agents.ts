import { agentHandlers } from "@synod/agents";
import { createDeterministicAnalyst } from "@synod/models";
import { main, realAdapters } from "@synod/runtime/service";
import { DEADLY_WORDS } from "./deadly-words.ts";

/** The agents service, with an analyst that takes its process with it when it reads certain words. */
const analyst = createDeterministicAnalyst();

await main(
  {
    name: "agents",
    handlers: async (ports) => agentHandlers({ analyst: await ports.analyst(), blobs: await ports.blobs() }),
  },
  {
    ...realAdapters,
    analyst: () =>
      Promise.resolve({
        id: analyst.id,
        read(document, signal) {
          if (document.text.includes(DEADLY_WORDS)) process.kill(process.pid, "SIGKILL");
          return analyst.read(document, signal);
        },
      }),
  },
);
