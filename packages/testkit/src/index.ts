export * from "./memory-store/index.ts";
export * from "./sim/index.ts";
export { startBacking } from "./backing/start-backing.ts";
