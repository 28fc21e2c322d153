import type { DocumentId } from "../ids.ts";
import { byCodeUnits } from "./keys.ts";
import type { Claim, Place, Statement } from "./types.ts";

/** Documents that were replaced, and what replaced them. */
export type Withdrawn = ReadonlyMap<DocumentId, DocumentId>;

/** The place where a document makes a statement. */
export function placeOf(statement: Statement, document: DocumentId): Place {
  const { start, end, sentence, modality, confidence, tolerance, correction } = statement;
  return { document, start, end, sentence, modality, confidence, tolerance, correction, stated: true };
}

/** True if the newest reading of a document that still stands says it there. */
export function isLive({ document, stated }: Place, withdrawn: Withdrawn): boolean {
  return stated && !withdrawn.has(document);
}

/** Where a claim is to be read: its live places, or, if nobody says it any more, where it was said. */
export function shownPlaces({ places }: Claim, withdrawn: Withdrawn): readonly Place[] {
  const live = places.filter((place) => isLive(place, withdrawn));
  return live.length > 0 ? live : places;
}

/**
 * Adds a place in an order that no arrival can change: by document, then by position. A place read again
 * is the same place; it keeps the firmer and finer of both readings, so that no claim grows weaker by it.
 */
export function withPlace(places: readonly Place[], added: Place): Place[] {
  const again = places.find((place) => isSamePlace(place, added));
  if (again === undefined) return [...places, added].sort(comparePlaces);
  const merged = {
    ...added,
    confidence: Math.max(again.confidence, added.confidence),
    tolerance: Math.min(again.tolerance, added.tolerance),
  };
  return places.map((place) => (place === again ? merged : place));
}

/** True if both are the same characters of the same document. */
export function isSamePlace(a: Place, b: Place): boolean {
  return comparePlaces(a, b) === 0;
}

function comparePlaces(a: Place, b: Place): number {
  return byCodeUnits(a.document, b.document) || a.start - b.start || a.end - b.end;
}
