export * from "./memory-store/index.ts";
export * from "./sim/index.ts";
