/** All that needs the NATS client: loaded when the bus is first used, since it costs memory. */
export { LinkKeeper } from "./link.ts";
export { deliveries } from "./deliveries.ts";
export { publish } from "./publish.ts";
export { removeConsumers, staleConsumers } from "./consumers.ts";
