import type { ServiceDefinition } from "@synod/runtime/service";
import { executorHandlers } from "./handlers.ts";

/** The executor: nothing but the log. */
export const executorService: ServiceDefinition = {
  name: "executor",
  handlers: () => Promise.resolve(executorHandlers()),
};
