import { comparable, isPlan } from "./keys.ts";
import { conversion } from "./measure.ts";
import type { Claim, ClaimValue, Contradiction, ContradictionKind, Severity } from "./types.ts";

/** Two numbers nearer than this part of the larger one are the same number, differently rounded. */
export const RELATIVE_TOLERANCE = 0.005;

/** Relative difference of numbers from which on a contradiction is medium, and high. */
const NUMBER_MEDIUM = 0.02;
const NUMBER_HIGH = 0.1;
/** The same in days, for dates. */
const DAYS_MEDIUM = 7;
const DAYS_HIGH = 60;
const MS_PER_DAY = 86_400_000;

/** How two claims of one group contradict each other, or null if both can hold. */
export function contradictionBetween(a: Claim, b: Claim): Pick<Contradiction, "kind" | "severity"> | null {
  if (isPlanned(a) !== isPlanned(b) || !overlaps(a, b)) return null;
  if (a.polarity !== b.polarity) {
    // Without the rounding of their places: a finer reading that comes later must not take it back.
    return equalValues(a.value, b.value, 0) ? { kind: "polarity", severity: "high" } : null;
  }
  // Two denials ("not 5", "not 6") can both hold.
  if (!a.polarity || sameMeaning(a, b)) return null;
  if (a.value.type !== b.value.type) return { kind: "polarity", severity: "high" };
  const factor = conversion(b.unit, a.unit) ?? 1;
  return { kind: kindOf(a.value), severity: severityOf(a.value, converted(b, factor).value) };
}

/** Valid times overlap, half-open; an open end reaches everywhere. */
export function overlaps(
  a: Pick<Claim, "valid_from" | "valid_to">,
  b: Pick<Claim, "valid_from" | "valid_to">,
): boolean {
  const aEndsFirst = a.valid_to !== null && b.valid_from !== null && a.valid_to <= b.valid_from;
  const bEndsFirst = b.valid_to !== null && a.valid_from !== null && b.valid_to <= a.valid_from;
  return !aEndsFirst && !bEndsFirst;
}

/** Equal values, within the rounding that the texts show. */
export function equalValues(a: ClaimValue, b: ClaimValue, tolerance: number): boolean {
  if (a.type === "number" && b.type === "number") {
    const bound = Math.max(tolerance, RELATIVE_TOLERANCE * Math.max(Math.abs(a.number), Math.abs(b.number)));
    return Math.abs(a.number - b.number) <= bound;
  }
  return comparable(a) === comparable(b);
}

/**
 * What two claims say is the same, or cannot be compared. Nothing counted is a denial: "no train was
 * cancelled" and "7 trains were cancelled" differ, and so do "no fee is due" and "a fee of EUR 5 is due".
 */
export function sameMeaning(a: Claim, b: Claim): boolean {
  const [one, other] = [a.value, b.value];
  if (one.type === "boolean" && other.type === "number")
    return !isAmount(b.unit) || one.boolean === (other.number !== 0);
  if (one.type === "number" && other.type === "boolean")
    return !isAmount(a.unit) || other.boolean === (one.number !== 0);
  if (one.type !== other.type) return true;
  if (isNil(a) || isNil(b)) return sameValue(a, b);
  const factor = conversion(b.unit, a.unit);
  return factor === null || sameValue(a, converted(b, factor));
}

/** The claim in a unit of which one of its own is `factor`. */
function converted(claim: Claim, factor: number): Claim {
  const { value, places } = claim;
  if (factor === 1 || value.type !== "number") return claim;
  return {
    ...claim,
    value: { type: "number", number: value.number * factor },
    places: places.map((place) => ({ ...place, tolerance: place.tolerance * factor })),
  };
}

/** A count or a sum of money: nothing of it is none of it. */
function isAmount(unit: string | null): boolean {
  return unit === null || unit === "person" || /^[A-Z]{3}$/.test(unit);
}

/** "Nil" needs no unit. */
function isNil({ value, unit }: Claim): boolean {
  return unit === null && value.type === "number" && value.number === 0;
}

function sameValue(a: Claim, b: Claim): boolean {
  return equalValues(a.value, b.value, toleranceOf(a) + toleranceOf(b));
}

/** The claim's finest reading: one exact mention makes it exact. */
export function toleranceOf(claim: Claim): number {
  return claim.places.reduce((least, place) => Math.min(least, place.tolerance), Number.POSITIVE_INFINITY);
}

function isPlanned(claim: Claim): boolean {
  return claim.places.some((place) => isPlan(place.modality));
}

function kindOf(value: ClaimValue): ContradictionKind {
  switch (value.type) {
    case "number":
      return "value";
    case "date":
      return "date";
    case "boolean":
      return "polarity";
    case "text":
      return "category";
  }
}

function severityOf(a: ClaimValue, b: ClaimValue): Severity {
  if (a.type === "number" && b.type === "number") {
    const relative = Math.abs(a.number - b.number) / Math.max(Math.abs(a.number), Math.abs(b.number));
    return graded(relative, NUMBER_MEDIUM, NUMBER_HIGH);
  }
  if (a.type === "date" && b.type === "date") {
    const days = Math.abs(Date.parse(a.date) - Date.parse(b.date)) / MS_PER_DAY;
    return graded(days, DAYS_MEDIUM, DAYS_HIGH);
  }
  return a.type === "boolean" ? "high" : "medium";
}

function graded(size: number, medium: number, high: number): Severity {
  if (size >= high) return "high";
  return size >= medium ? "medium" : "low";
}
