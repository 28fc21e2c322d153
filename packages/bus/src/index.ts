export { createMemoryBus, type MemoryBus, type MemoryBusOptions } from "./memory/memory-bus.ts";
export { createNatsBus, type NatsBus } from "./nats/nats-bus.ts";
export type { NatsBusOptions } from "./nats/options.ts";
export type { StaleConsumer } from "./nats/consumers.ts";
