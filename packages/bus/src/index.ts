export { createMemoryBus, type MemoryBus, type MemoryBusOptions } from "./memory/memory-bus.ts";
