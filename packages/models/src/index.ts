export {
  createDeterministicAnalyst,
  DETERMINISTIC_ANALYST_ID,
  extractionOf,
} from "./deterministic/analyst.ts";
export { ANALYST_LIMITS } from "./deterministic/limits.ts";
export { createMastraAnalyst, type MastraAnalystConfig } from "./mastra/analyst.ts";
