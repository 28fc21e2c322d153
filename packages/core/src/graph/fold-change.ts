import type { ClaimId, DocumentId } from "../ids.ts";
import { claimsAfter, touchedGroups } from "./apply-extraction.ts";
import type { Graph, GraphChange } from "./change.ts";
import { byCodeUnits } from "./keys.ts";
import type { Extraction } from "./types.ts";

/**
 * Adds a recorded change to the graph, in place. The extraction is null once its document's key was
 * erased: then its words are gone, and what was derived from them stays by id.
 */
export function foldChange(graph: Graph, change: GraphChange, extraction: Extraction | null): void {
  const { document, supersedes } = change;
  const known = extraction ?? noStatements(document.id);
  for (const group of touchedGroups(graph, document.id, supersedes, known)) {
    foldGroup(graph, group, document.id, known);
  }
  graph.documents.set(document.id, document);
  graph.withdrawn.delete(document.id);
  if (supersedes !== null) graph.withdrawn.set(supersedes, document.id);
  graph.risks.set(
    document.id,
    known.risks.map((risk) => ({ ...risk, document: document.id })),
  );
  for (const { claim: id, status, confidence } of change.claims) {
    const claim = graph.claims.get(id);
    if (claim !== undefined) graph.claims.set(id, { ...claim, status, confidence });
  }
  for (const contradiction of change.contradictions)
    graph.contradictions.set(contradiction.id, contradiction);
}

function foldGroup(graph: Graph, group: string, document: DocumentId, extraction: Extraction): void {
  const before = graph.groups.get(group) ?? [];
  const claims = claimsAfter(graph, group, document, extraction);
  const kept = new Set<ClaimId>(claims.map((claim) => claim.id));
  for (const id of before) if (!kept.has(id)) graph.claims.delete(id);
  for (const claim of claims) graph.claims.set(claim.id, claim);
  graph.groups.set(group, [...kept].sort(byCodeUnits));
}

function noStatements(document: DocumentId): Extraction {
  return { document, analyst: "", statements: [], risks: [], evidence_kind: null };
}
