import type { Graph } from "./change.ts";

/** A graph of which nothing is known. */
export function emptyGraph(): Graph {
  return {
    documents: new Map(),
    withdrawn: new Map(),
    claims: new Map(),
    groups: new Map(),
    groupsOf: new Map(),
    contradictions: new Map(),
    risks: new Map(),
  };
}
