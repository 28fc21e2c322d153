import type { ClaimId, DocumentId } from "../ids.ts";
import type { ClaimUpdate, Graph, GraphChange } from "./change.ts";
import { deriveGroup, type GroupContext } from "./derive-group.ts";
import { byCodeUnits, claimIdOf, groupOf } from "./keys.ts";
import type { Claim, Contradiction, DocumentFacts, Extraction, Place, Statement } from "./types.ts";

/**
 * What applying an extraction changes. Only the groups it touches are derived anew, so the cost of a
 * claim does not grow with the graph. Pure: reads the graph and gives the change to record.
 */
export function applyExtraction(
  graph: Graph,
  document: DocumentFacts,
  supersedes: DocumentId | null,
  extraction: Extraction,
): GraphChange {
  const replaced = supersedes === document.id ? null : supersedes;
  const context = contextAfter(graph, document, replaced);
  const claims: ClaimUpdate[] = [];
  const contradictions: Contradiction[] = [];
  for (const group of touchedGroups(graph, document.id, replaced, extraction)) {
    const derived = deriveGroup(claimsAfter(graph, group, document.id, extraction), context);
    for (const claim of derived.claims) {
      const before = graph.claims.get(claim.id);
      if (before?.status === claim.status && before.confidence === claim.confidence) continue;
      claims.push({ claim: claim.id, status: claim.status, confidence: claim.confidence });
    }
    for (const contradiction of derived.contradictions) {
      const before = graph.contradictions.get(contradiction.id);
      if (before === undefined || !sameOutcome(before, contradiction)) contradictions.push(contradiction);
    }
  }
  return {
    document,
    supersedes: replaced,
    claims: claims.sort((a, b) => byCodeUnits(a.claim, b.claim)),
    contradictions: contradictions.sort((a, b) => byCodeUnits(a.id, b.id)),
  };
}

/** A claim as its first statement makes it; places and derived fields are added by the caller. */
export function claimOf(statement: Statement, places: readonly Place[]): Claim {
  return {
    id: claimIdOf(statement),
    group: groupOf(statement),
    subject: statement.subject,
    attribute: statement.attribute,
    value: statement.value,
    unit: statement.unit,
    valid_from: statement.valid_from,
    valid_to: statement.valid_to,
    polarity: statement.polarity,
    places,
    confidence: 0,
    status: "current",
  };
}

export function placeOf(statement: Statement, document: DocumentId): Place {
  const { start, end, sentence, modality, confidence, tolerance, correction } = statement;
  return { document, start, end, sentence, modality, confidence, tolerance, correction };
}

/** Places in an order that no arrival can change: by document, then by position. */
export function sortPlaces(places: readonly Place[]): Place[] {
  return [...places].sort(
    (a, b) => byCodeUnits(a.document, b.document) || a.start - b.start || a.end - b.end,
  );
}

/**
 * The claims of a group once `extraction` is all that its document says. The words of a claim are those
 * of its first place, so that they too are a function of the set.
 */
export function claimsAfter(
  graph: Graph,
  group: string,
  document: DocumentId,
  extraction: Extraction,
): Claim[] {
  const claims = new Map<ClaimId, Claim>();
  for (const id of graph.groups.get(group) ?? []) {
    const claim = graph.claims.get(id);
    if (claim === undefined) continue;
    const places = claim.places.filter((place) => place.document !== document);
    if (places.length > 0) claims.set(id, { ...claim, places });
  }
  for (const statement of extraction.statements) {
    if (groupOf(statement) !== group) continue;
    const place = placeOf(statement, document);
    const id = claimIdOf(statement);
    const before = claims.get(id);
    const places = sortPlaces([...(before?.places ?? []), place]);
    // Whoever comes first in the order of places lends the claim its words.
    const worded = before === undefined || places[0] === place ? claimOf(statement, places) : before;
    const { confidence, status } = before ?? worded;
    claims.set(id, { ...worded, places, confidence, status });
  }
  return [...claims.values()];
}

export function contextAfter(
  graph: Graph,
  document: DocumentFacts,
  replaced: DocumentId | null,
): GroupContext {
  const documents = new Map(graph.documents).set(document.id, document);
  const withdrawn = new Map(graph.withdrawn);
  withdrawn.delete(document.id);
  if (replaced !== null) withdrawn.set(replaced, document.id);
  return { documents, withdrawn };
}

/** Groups that the new text states, that the document stated before, or that the replaced one stated. */
export function touchedGroups(
  graph: Graph,
  document: DocumentId,
  replaced: DocumentId | null,
  extraction: Extraction,
): string[] {
  const groups = new Set(extraction.statements.map(groupOf));
  if (graph.documents.has(document) || replaced !== null) {
    for (const claim of graph.claims.values()) {
      if (claim.places.some((place) => place.document === document || place.document === replaced))
        groups.add(claim.group);
    }
  }
  return [...groups].sort(byCodeUnits);
}

function sameOutcome(a: Contradiction, b: Contradiction): boolean {
  return (
    a.status === b.status && a.resolved_by === b.resolved_by && a.severity === b.severity && a.kind === b.kind
  );
}
