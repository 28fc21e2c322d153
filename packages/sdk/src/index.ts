export { readCaseFolder, type CaseFile, type CaseFolder } from "./case-folder/read.ts";
export { openEmbedded, type EmbeddedHost, type EmbeddedOptions } from "./embedded/host.ts";
export { readPolicies, type Policies } from "./embedded/policies.ts";
export { swarmHandlers, type SwarmPorts } from "./embedded/swarm-handlers.ts";
export { openLog, type OpenedLog } from "./log/open-log.ts";
export { verifyLog, type VerifiableLog, type VerifyResult } from "./log/verify-log.ts";
export type { CaseOutcome, RoundProgress } from "./run/progress.ts";
export { DOCUMENT_BYTES_MAX, runEmbedded, type RunEmbeddedOptions } from "./run/run-embedded.ts";
