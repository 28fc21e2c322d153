import { main, realAdapters } from "@synod/runtime/service";
import { ingestService } from "./service.ts";

await main(ingestService, realAdapters);
