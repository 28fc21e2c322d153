import { emptyGraph } from "../graph/empty.ts";
import type { ScopeRef } from "../ids.ts";
import type { CaseState } from "./state.ts";

/** The state of a scope of which nothing is recorded. */
export function newCaseState({ tenant, scope }: ScopeRef): CaseState {
  return {
    tenant,
    scope,
    head: null,
    createdAt: null,
    config: null,
    configDigest: null,
    provisioned: false,
    machine: { state: "ContextIngested", epoch: 0, stateBeforeFreeze: "ContextIngested", coveredRounds: 0 },
    documents: new Map(),
    names: new Map(),
    refused: [],
    graph: emptyGraph(),
    knowledgeVersion: 0,
    proposals: new Map(),
    openProposals: new Set(),
    rounds: [],
    confirmations: [],
    idleCycles: 0,
    evaluation: null,
    lastEvidence: null,
    lastChangeAt: null,
    drift: null,
    assessment: null,
    reviews: new Map(),
    certificates: [],
    deadLetters: [],
    decisions: { approved: 0, rejected: 0, held: 0 },
    counts: new Map(),
  };
}
