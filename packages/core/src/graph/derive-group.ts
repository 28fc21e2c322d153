import type { ClaimId, DocumentId } from "../ids.ts";
import type { Graph } from "./change.ts";
import { contradictionBetween, equalValues, toleranceOf } from "./compare.ts";
import { byCodeUnits, contradictionIdOf } from "./keys.ts";
import type { Claim, Contradiction, DocumentFacts, Place } from "./types.ts";

/** Claims of one group that are compared with each other; the first by id, whatever came first. */
const GROUP_CLAIMS_MAX = 256;

/** No combination of sources makes a claim certain. */
const CONFIDENCE_MAX = 0.99;

/** What a group's claims say when looked at together. */
export interface DerivedGroup {
  readonly claims: readonly Claim[];
  readonly contradictions: readonly Contradiction[];
}

/** The documents a derivation reads: nothing in it depends on the order of arrival. */
export type GroupContext = Pick<Graph, "documents" | "withdrawn">;

/**
 * Derives status, confidence and contradictions of one group from all its claims, anew. A function of
 * the set of claims and documents alone, so that any order of arrival ends in the same graph.
 */
export function deriveGroup(claims: readonly Claim[], context: GroupContext): DerivedGroup {
  const all = [...claims].sort((a, b) => byCodeUnits(a.id, b.id));
  const ordered = all.slice(0, GROUP_CLAIMS_MAX);
  const losers = supersededClaims(ordered, context);
  const contradictions: Contradiction[] = [];
  for (const [index, a] of ordered.entries()) {
    for (const b of ordered.slice(index + 1)) {
      const found = contradictionBetween(a, b);
      if (found === null) continue;
      const settled = losers.get(a.id) ?? losers.get(b.id) ?? null;
      contradictions.push({
        id: contradictionIdOf(a.id, b.id),
        a: a.id,
        b: b.id,
        ...found,
        materiality: 1,
        status: settled === null ? "open" : "resolved",
        resolved_by: settled?.document ?? null,
        reason: settled?.reason ?? null,
      });
    }
  }
  return {
    claims: all.map((claim) => ({
      ...claim,
      confidence: confidenceOf(claim.places, context),
      status: losers.has(claim.id) ? "superseded" : "current",
    })),
    contradictions,
  };
}

interface Loss {
  readonly document: DocumentId;
  readonly reason: string;
}

/** Claims that a later document corrects explicitly, or that no current version of a file states. */
function supersededClaims(claims: readonly Claim[], context: GroupContext): Map<ClaimId, Loss> {
  const losses = new Map<ClaimId, Loss>();
  for (const claim of claims) {
    const withdrawal = withdrawnBy(claim, context);
    if (withdrawal !== null)
      losses.set(claim.id, { document: withdrawal, reason: "withdrawn by a new version" });
  }
  for (const { winner, place } of corrections(claims, context)) {
    for (const other of claims) {
      if (other.id === winner.id || losses.has(other.id)) continue;
      if (corrects(winner, place, other, context)) {
        losses.set(other.id, { document: place.document, reason: place.correction?.cue ?? "" });
      }
    }
  }
  return losses;
}

/** Live corrections, earliest document first. */
function corrections(claims: readonly Claim[], context: GroupContext): { winner: Claim; place: Place }[] {
  return claims
    .flatMap((winner) => winner.places.map((place) => ({ winner, place })))
    .filter(({ place }) => place.correction !== null && !context.withdrawn.has(place.document))
    .sort(
      (a, b) =>
        compareDocuments(a.place.document, b.place.document, context) || a.place.start - b.place.start,
    );
}

/** The correction names the other's value as wrong, or names none and contradicts it; and nobody said it later. */
function corrects(winner: Claim, place: Place, other: Claim, context: GroupContext): boolean {
  const { correction } = place;
  if (correction === null) return false;
  const named =
    correction.replaces !== null && equalValues(correction.replaces, other.value, toleranceOf(other));
  const meant = correction.replaces === null ? contradictionBetween(winner, other) !== null : named;
  if (!meant) return false;
  return other.places.every(
    ({ document }) => document === place.document || compareDocuments(document, place.document, context) < 0,
  );
}

/** The document that replaced the last one that stated the claim; null if one still states it. */
function withdrawnBy(claim: Claim, { withdrawn }: GroupContext): DocumentId | null {
  let by: DocumentId | null = null;
  for (const { document } of claim.places) {
    const replacement = withdrawn.get(document);
    if (replacement === undefined) return null;
    if (by === null || replacement > by) by = replacement;
  }
  return by;
}

/** 1 − Π(1 − cᵢ) over independent sources; a source that repeats itself counts by its best reading. */
function confidenceOf(places: readonly Place[], { documents }: GroupContext): number {
  const bySource = new Map<string, number>();
  for (const { document, confidence } of places) {
    const source = documents.get(document)?.source ?? document;
    bySource.set(source, Math.max(bySource.get(source) ?? 0, confidence));
  }
  // Multiplied in a fixed order: floating point is not associative.
  const doubts = [...bySource.values()].sort((a, b) => a - b).map((confidence) => 1 - confidence);
  return Math.min(CONFIDENCE_MAX, 1 - doubts.reduce((product, doubt) => product * doubt, 1));
}

/** Earlier and later by date, ties by file name, then by id: never by arrival. Undated is earliest. */
function compareDocuments(a: DocumentId, b: DocumentId, { documents }: GroupContext): number {
  const [first, second] = [documents.get(a), documents.get(b)];
  return (
    byCodeUnits(first?.date ?? "", second?.date ?? "") ||
    byCodeUnits(nameOf(first), nameOf(second)) ||
    byCodeUnits(a, b)
  );
}

function nameOf(facts: DocumentFacts | undefined): string {
  return facts?.name ?? "";
}
