import { expect, it } from "vitest";
import type { ClaimId, DocumentId } from "../ids.ts";
import { isSamePlace, shownPlaces, withPlace } from "./places.ts";
import type { Place } from "./types.ts";

const OFFER = "a".repeat(64) as DocumentId;
const LETTER = "b".repeat(64) as DocumentId;

function place(document: DocumentId, start: number, more: Partial<Place> = {}): Place {
  return {
    document,
    start,
    end: start + 10,
    sentence: "The price is 5.",
    modality: "asserted",
    confidence: 0.8,
    tolerance: 0.5,
    correction: null,
    stated: true,
    ...more,
  };
}

it("keeps places in one order, whichever comes first", () => {
  const one = withPlace(withPlace([], place(LETTER, 4)), place(OFFER, 9));
  const other = withPlace(withPlace([], place(OFFER, 9)), place(LETTER, 4));
  expect(one).toEqual(other);
  expect(one.map(({ document }) => document)).toEqual([OFFER, LETTER]);
});

it("keeps the firmer and finer reading of a place read again, and its neighbours as they were", () => {
  const before = withPlace(withPlace([], place(OFFER, 9)), place(LETTER, 4));
  const after = withPlace(before, place(LETTER, 4, { confidence: 0.6, tolerance: 0.1 }));
  expect(after[0]).toBe(before[0]);
  expect(after[1]).toMatchObject({ confidence: 0.8, tolerance: 0.1 });
  expect(after).toHaveLength(2);
});

it("tells places apart by every character", () => {
  expect(isSamePlace(place(OFFER, 9), place(OFFER, 9))).toBe(true);
  expect(isSamePlace(place(OFFER, 9), place(OFFER, 9, { end: 20 }))).toBe(false);
});

it("shows where a claim stands, or where it stood", () => {
  const places = [place(OFFER, 9), place(LETTER, 4)];
  const claim = {
    id: "c-1" as ClaimId,
    group: "",
    subject: "",
    attribute: "",
    value: { type: "number", number: 5 },
    unit: null,
    valid_from: null,
    valid_to: null,
    polarity: true,
    places,
    confidence: 0.8,
    status: "current",
  } as const;
  expect(shownPlaces(claim, new Map([[OFFER, LETTER]]))).toEqual([places[1]]);
  expect(
    shownPlaces(
      claim,
      new Map([
        [OFFER, LETTER],
        [LETTER, OFFER],
      ]),
    ),
  ).toEqual(places);
});
