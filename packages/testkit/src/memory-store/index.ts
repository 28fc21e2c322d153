export { MemoryStore } from "./memory-store.ts";
export { EVERY_RULE, type StoreRules } from "./rules.ts";
