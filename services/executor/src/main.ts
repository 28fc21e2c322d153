import { main, realAdapters } from "@synod/runtime/service";
import { executorHandlers } from "./handlers.ts";

await main({ name: "executor", handlers: () => Promise.resolve(executorHandlers()) }, realAdapters);
