import type { DocumentId } from "../ids.ts";
import type { Graph, GraphChange } from "./change.ts";
import { claimsAfter, statementsByGroup, touchedGroups } from "./group-claims.ts";
import { byCodeUnits } from "./keys.ts";
import type { Extraction } from "./types.ts";

/**
 * Adds a recorded change to the graph, in place. The extraction is null once its document's key was
 * erased: then its words are gone, and what was derived from them stays by id.
 */
export function foldChange(graph: Graph, change: GraphChange, extraction: Extraction | null): void {
  const { document, supersedes } = change;
  if (extraction !== null) foldStatements(graph, document.id, supersedes, extraction);
  graph.documents.set(document.id, document);
  graph.withdrawn.delete(document.id);
  if (supersedes !== null) graph.withdrawn.set(supersedes, document.id);
  for (const { claim: id, status, confidence } of change.claims) {
    const claim = graph.claims.get(id);
    if (claim !== undefined) graph.claims.set(id, { ...claim, status, confidence });
  }
  for (const contradiction of change.contradictions)
    graph.contradictions.set(contradiction.id, contradiction);
}

function foldStatements(
  graph: Graph,
  document: DocumentId,
  supersedes: DocumentId | null,
  extraction: Extraction,
): void {
  const statements = statementsByGroup(extraction);
  for (const group of touchedGroups(graph, document, supersedes, statements)) {
    const claims = claimsAfter(graph, group, document, statements.get(group) ?? []);
    for (const claim of claims) graph.claims.set(claim.id, claim);
    graph.groups.set(group, claims.map(({ id }) => id).sort(byCodeUnits));
  }
  graph.groupsOf.set(document, [...new Set([...(graph.groupsOf.get(document) ?? []), ...statements.keys()])]);
  graph.risks.set(
    document,
    extraction.risks.map((risk) => ({ ...risk, document })),
  );
}
