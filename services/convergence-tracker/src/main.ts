import { main, realAdapters } from "@synod/runtime/service";
import { trackerService } from "./service.ts";

await main(trackerService, realAdapters);
