export { runSeed, type SimOptions, type SimResult } from "./run-seed.ts";
export { PLANTED_BUGS, type PlantedBug } from "./planted-bugs.ts";
export { readSimulatedCase } from "./read-case.ts";
export type { SimulatedCase } from "./generated-case.ts";
export type { SimulatedStores } from "./stores.ts";
