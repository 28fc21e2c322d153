/** A whole service on memory, to be started as a process of its own: its one handler thinks for a minute. */
import { ALWAYS, SynodError } from "@synod/core";
import { createMemoryBus } from "@synod/bus";
import { main } from "../service/main.ts";
import { systemClock } from "../system.ts";
import { Bench, received } from "./bench.ts";

const bench = new Bench();
await bench.append([received("a")], { hint: false });
const none = () => Promise.reject(new SynodError("SYN_INTERNAL", "not asked for"));

await main(
  {
    name: "agents",
    handlers: async ({ logger }) => [
      {
        name: "facts-reader",
        role: "agents",
        activation: ALWAYS,
        async think(_view, { signal }) {
          logger.info({}, "thinking");
          await systemClock.sleep(60_000, signal);
        },
        decide: () => ({ events: [] }),
      },
    ],
  },
  {
    store: () => Promise.resolve(bench.store),
    bus: () => Promise.resolve(createMemoryBus()),
    blobs: none,
    authorizer: none,
    analyst: none,
  },
);
