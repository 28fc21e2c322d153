import { main, realAdapters } from "@synod/runtime/service";
import { executorService } from "./service.ts";

await main(executorService, realAdapters);
