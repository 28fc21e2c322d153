import { main, realAdapters } from "@synod/runtime/service";
import { agentsService } from "./service.ts";

await main(agentsService, realAdapters);
