import type { DocumentId } from "../ids.ts";
import type { ClaimUpdate, Graph, GraphChange } from "./change.ts";
import { CONTRADICTIONS_MAX, deriveGroup, tooMany, type GroupContext } from "./derive-group.ts";
import { claimsAfter, statementsByGroup, touchedGroups } from "./group-claims.ts";
import { byCodeUnits } from "./keys.ts";
import type { Contradiction, DocumentFacts, Extraction } from "./types.ts";

/**
 * What applying an extraction changes. Only the groups it touches are derived anew, so the cost of a
 * claim does not grow with the graph. Pure: reads the graph and gives the change to record. Throws
 * SYN_CONTRADICTIONS_LIMIT if that would be more than one event holds.
 */
export function applyExtraction(
  graph: Graph,
  document: DocumentFacts,
  supersedes: DocumentId | null,
  extraction: Extraction,
): GraphChange {
  const replaced = supersedes === document.id ? null : supersedes;
  const context = contextAfter(graph, document, replaced);
  const statements = statementsByGroup(extraction);
  const claims: ClaimUpdate[] = [];
  const contradictions: Contradiction[] = [];
  for (const group of touchedGroups(graph, document.id, replaced, statements)) {
    const stated = claimsAfter(graph, group, document.id, statements.get(group) ?? []);
    const derived = deriveGroup(stated, context);
    for (const { id, status, confidence } of derived.claims) {
      const before = graph.claims.get(id);
      if (before?.status !== status || before.confidence !== confidence) {
        claims.push({ claim: id, status, confidence });
      }
    }
    for (const contradiction of derived.contradictions) {
      const before = graph.contradictions.get(contradiction.id);
      if (before === undefined || !sameOutcome(before, contradiction)) contradictions.push(contradiction);
    }
    const [about] = stated;
    if (contradictions.length > CONTRADICTIONS_MAX && about !== undefined) throw tooMany(about);
  }
  return {
    document,
    supersedes: replaced,
    claims: claims.sort((a, b) => byCodeUnits(a.claim, b.claim)),
    contradictions: contradictions.sort((a, b) => byCodeUnits(a.id, b.id)),
  };
}

function contextAfter(graph: Graph, document: DocumentFacts, replaced: DocumentId | null): GroupContext {
  const documents = new Map(graph.documents).set(document.id, document);
  const withdrawn = new Map(graph.withdrawn);
  withdrawn.delete(document.id);
  if (replaced !== null) withdrawn.set(replaced, document.id);
  return { documents, withdrawn };
}

function sameOutcome(a: Contradiction, b: Contradiction): boolean {
  return a.status === b.status && a.resolved_by === b.resolved_by && a.severity === b.severity;
}
