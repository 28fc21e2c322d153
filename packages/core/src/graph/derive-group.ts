import { SynodError } from "../errors/synod-error.ts";
import type { ClaimId, DocumentId } from "../ids.ts";
import type { Graph } from "./change.ts";
import { contradictionBetween, equalValues, toleranceOf } from "./compare.ts";
import { byCodeUnits, contradictionIdOf } from "./keys.ts";
import { isLive } from "./places.ts";
import type { Claim, Contradiction, DocumentFacts, Place } from "./types.ts";

/** Contradictions of one group, and of one change: so many fit into one event. */
export const CONTRADICTIONS_MAX = 32_640;

/** No combination of sources makes a claim certain. */
const CONFIDENCE_MAX = 0.99;

/** Sources of one kind share their errors: however many agree, they are never surer than this together. */
const KIND_CONFIDENCE_MAX = 0.95;

/** What a group's claims say when looked at together. */
export interface DerivedGroup {
  readonly claims: readonly Claim[];
  readonly contradictions: readonly Contradiction[];
}

/** The documents a derivation reads: nothing in it depends on the order of arrival. */
export type GroupContext = Pick<Graph, "documents" | "withdrawn">;

/**
 * Derives status, confidence and contradictions of one group from all its claims, anew. A function of
 * the set of claims and documents alone, so that any order of arrival ends in the same graph. Throws
 * SYN_CONTRADICTIONS_LIMIT rather than leave one out.
 */
export function deriveGroup(claims: readonly Claim[], context: GroupContext): DerivedGroup {
  const ordered = [...claims].sort((a, b) => byCodeUnits(a.id, b.id));
  const losers = supersededClaims(ordered, context);
  const contradictions: Contradiction[] = [];
  for (const [a, b] of simultaneousPairs(ordered)) {
    const found = contradictionBetween(a, b);
    if (found === null) continue;
    if (contradictions.length === CONTRADICTIONS_MAX) throw tooMany(a);
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
  return {
    claims: ordered.map((claim) => ({
      ...claim,
      confidence: confidenceOf(claim.places, context),
      status: losers.has(claim.id) ? "superseded" : "current",
    })),
    contradictions,
  };
}

/** What a change ends with that would have to record more contradictions than one event holds. */
export function tooMany({ subject, attribute }: Pick<Claim, "subject" | "attribute">): SynodError {
  return new SynodError(
    "SYN_CONTRADICTIONS_LIMIT",
    `more than ${CONTRADICTIONS_MAX}, the last of them about ${attribute} of ${subject}`,
  );
}

/**
 * Every two claims that hold at one time, each pair in id order: only they can contradict each other. One
 * pass over their beginnings, so that a long series, each value for a month of its own, costs no more than
 * it has values.
 */
function* simultaneousPairs(claims: readonly Claim[]): Generator<readonly [Claim, Claim]> {
  const byBeginning = [...claims].sort((a, b) => byCodeUnits(a.valid_from ?? "", b.valid_from ?? ""));
  let holding: Claim[] = [];
  for (const claim of byBeginning) {
    holding = holding.filter((other) => !endsBefore(other, claim));
    for (const other of holding) yield other.id < claim.id ? [other, claim] : [claim, other];
    holding.push(claim);
  }
}

function endsBefore({ valid_to: end }: Claim, { valid_from: beginning }: Claim): boolean {
  return end !== null && beginning !== null && end <= beginning;
}

interface Loss {
  readonly document: DocumentId;
  readonly reason: string;
}

/** Claims that a later document corrects explicitly, or that nobody states any more. */
function supersededClaims(claims: readonly Claim[], context: GroupContext): Map<ClaimId, Loss> {
  const losses = new Map<ClaimId, Loss>();
  for (const claim of claims) {
    const loss = lossOfStanding(claim, context);
    if (loss !== null) losses.set(claim.id, loss);
  }
  for (const correction of corrections(claims, context)) {
    for (const other of claims) {
      if (other.id === correction.winner.id || losses.has(other.id)) continue;
      if (corrects(correction, other, context)) {
        losses.set(other.id, { document: correction.place.document, reason: correction.cue });
      }
    }
  }
  return losses;
}

/** What a document says is wrong, or right, where a claim of the group stands. */
interface Correction extends NonNullable<Place["correction"]> {
  readonly winner: Claim;
  readonly place: Place;
}

/** Live corrections, earliest document first. */
function corrections(claims: readonly Claim[], context: GroupContext): Correction[] {
  return claims
    .flatMap((winner) =>
      winner.places.flatMap((place) =>
        place.correction === null || !isLive(place, context.withdrawn)
          ? []
          : [{ ...place.correction, winner, place }],
      ),
    )
    .sort(
      (a, b) =>
        compareDocuments(a.place.document, b.place.document, context) || a.place.start - b.place.start,
    );
}

/** The correction names the other's value as wrong, or names none and contradicts it; and nobody said it later. */
function corrects({ winner, place, replaces }: Correction, other: Claim, context: GroupContext): boolean {
  const meant =
    replaces === null
      ? contradictionBetween(winner, other) !== null
      : equalValues(replaces, other.value, toleranceOf(other));
  return (
    meant &&
    other.places.every(
      (said) =>
        !isLive(said, context.withdrawn) ||
        said.document === place.document ||
        compareDocuments(said.document, place.document, context) < 0,
    )
  );
}

/** Who took away the last place where the claim stood; null while a live place states it. */
function lossOfStanding({ places }: Claim, { withdrawn }: GroupContext): Loss | null {
  let loss: Loss | null = null;
  for (const place of places) {
    if (isLive(place, withdrawn)) return null;
    const replacement = withdrawn.get(place.document);
    const found: Loss =
      replacement === undefined
        ? { document: place.document, reason: "a newer reading no longer finds it" }
        : { document: replacement, reason: "withdrawn by a new version" };
    if (loss === null || found.document > loss.document) loss = found;
  }
  return loss;
}

/**
 * 1 − Π(1 − cᵢ) over independent sources; a source that repeats itself counts by its best reading. Places
 * that no longer stand still count, so that no claim grows weaker while it is current.
 */
function confidenceOf(places: readonly Place[], context: GroupContext): number {
  const bySource = new Map<string, number>();
  const kinds = new Set<string>();
  for (const { document, confidence } of places) {
    const { source, kind } = factsOf(document, context);
    bySource.set(source, Math.max(bySource.get(source) ?? 0, confidence));
    kinds.add(kind);
  }
  // Multiplied in a fixed order: floating point is not associative.
  const doubts = [...bySource.values()].sort((a, b) => a - b).map((confidence) => 1 - confidence);
  const combined = 1 - doubts.reduce((product, doubt) => product * doubt, 1);
  return Math.min(combined, kinds.size === 1 ? KIND_CONFIDENCE_MAX : CONFIDENCE_MAX);
}

/** Earlier and later by date, ties by file name, then by id: never by arrival. Undated is earliest. */
function compareDocuments(a: DocumentId, b: DocumentId, context: GroupContext): number {
  const [first, second] = [factsOf(a, context), factsOf(b, context)];
  return (
    byCodeUnits(first.date ?? "", second.date ?? "") ||
    byCodeUnits(first.name, second.name) ||
    byCodeUnits(a, b)
  );
}

function factsOf(document: DocumentId, { documents }: GroupContext): DocumentFacts {
  const facts = documents.get(document);
  if (facts === undefined)
    throw new SynodError("SYN_INTERNAL", `a claim stands in the unknown document ${document}`);
  return facts;
}
