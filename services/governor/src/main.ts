import { main, realAdapters } from "@synod/runtime/service";
import { governorService } from "./service.ts";

await main(governorService, realAdapters);
