export { runSeed, type SimOptions, type SimResult } from "./run-seed.ts";
export { PLANTED_BUGS, type PlantedBug } from "./planted-bugs.ts";
export { readPlan } from "./read-case.ts";
export { TROUBLE, type ClientStep, type Plan, type PlannedCase } from "./plan.ts";
export { crashEverywhere } from "./crash-everywhere.ts";
export type { SimulatedStores } from "./stores.ts";
