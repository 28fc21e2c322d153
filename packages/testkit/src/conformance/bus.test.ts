import { createMemoryBus } from "@synod/bus";
import { busConformance } from "./bus.ts";

busConformance("in memory", { open: async (options) => createMemoryBus(options) });
