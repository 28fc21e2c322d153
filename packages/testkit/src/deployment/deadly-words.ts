/** What the analyst of `deadly-agents.ts` does not survive. */
export const DEADLY_WORDS = "abracadabra";

/** That service's main, from the root of the repository. */
export const DEADLY_AGENTS = "packages/testkit/src/deployment/deadly-agents.ts";
