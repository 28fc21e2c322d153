import { expect, test } from "vitest";
import { contradictionBetween, equalValues, overlaps, sameMeaning, toleranceOf } from "./compare.ts";
import { day, documentId, statement } from "./graph.fixture.ts";
import { claimsAfter } from "./group-claims.ts";
import { emptyGraph } from "./empty.ts";
import type { Claim, ClaimValue, Statement } from "./types.ts";

function claim(more: Partial<Statement> = {}): Claim {
  const [made] = claimsAfter(emptyGraph(), "group", documentId("a.md"), [statement(more)]);
  if (made === undefined) throw new Error("a statement makes a claim");
  return made;
}
const number = (value: number): ClaimValue => ({ type: "number", number: value });
const date = (text: string): ClaimValue => ({ type: "date", date: day(text) });
const text = (words: string): ClaimValue => ({ type: "text", text: words });
const yes: ClaimValue = { type: "boolean", boolean: true };
const no: ClaimValue = { type: "boolean", boolean: false };

test.each<[ClaimValue, ClaimValue, ReturnType<typeof contradictionBetween>]>([
  [number(100), number(101), { kind: "value", severity: "low" }],
  [number(100), number(98), { kind: "value", severity: "medium" }],
  [number(100), number(-100), { kind: "value", severity: "high" }],
  [number(100), number(100.4), null],
  [number(0), number(0), null],
  [date("2026-03-01"), date("2026-03-02"), { kind: "date", severity: "low" }],
  [date("2026-03-01"), date("2026-03-08"), { kind: "date", severity: "medium" }],
  [date("2026-03-01"), date("2026-04-30"), { kind: "date", severity: "high" }],
  [yes, no, { kind: "polarity", severity: "high" }],
  [text("steel"), text("timber"), { kind: "category", severity: "medium" }],
  [text("Steel"), text("  steel "), null],
  [text("steel"), number(7), null],
])("%j against %j", (a, b, expected) => {
  expect(contradictionBetween(claim({ value: a }), claim({ value: b }))).toEqual(expected);
  expect(contradictionBetween(claim({ value: b }), claim({ value: a }))).toEqual(expected);
});

test("a statement contradicts its denial, and nothing else that is denied", () => {
  const denied = claim({ polarity: false });
  expect(contradictionBetween(claim(), denied)).toEqual({ kind: "polarity", severity: "high" });
  expect(contradictionBetween(claim({ value: number(5) }), denied)).toBeNull();
  expect(contradictionBetween(claim({ value: number(5), polarity: false }), denied)).toBeNull();
});

test("a denial is of the very value, however roughly either is told", () => {
  const roughly = claim({ value: number(40), tolerance: 5 });
  const denied = claim({ value: number(44), tolerance: 5, polarity: false });
  expect(contradictionBetween(roughly, denied)).toBeNull();
});

test.each([
  ["min", 150, "h", 2, { kind: "value", severity: "high" }],
  ["min", 120, "h", 2, null],
  ["sqft", 10_764, "m2", 1000, null],
  ["kg", 2000, "t", 2.1, { kind: "value", severity: "medium" }],
  ["year", 2, "month", 24, null],
  ["day", 30, "month", 2, null],
] as const)("%s %d against %s %d", (unit, value, otherUnit, otherValue, expected) => {
  const [one, other] = [
    claim({ value: number(value), unit }),
    claim({ value: number(otherValue), unit: otherUnit }),
  ];
  expect(contradictionBetween(one, other)).toEqual(expected);
  expect(contradictionBetween(other, one)).toEqual(expected);
});

test("none of it contradicts some of it, and nil needs no unit", () => {
  const polarity = { kind: "polarity", severity: "high" };
  const none = claim({ value: no, unit: null });
  const some = claim({ value: number(5), unit: "EUR" });
  expect(contradictionBetween(none, some)).toEqual(polarity);
  expect(contradictionBetween(some, none)).toEqual(polarity);
  expect(contradictionBetween(none, claim({ value: number(0), unit: "EUR" }))).toBeNull();
  expect(contradictionBetween(none, claim({ value: number(5), unit: "kg" }))).toBeNull();
  const nil = claim({ value: number(0), unit: null });
  expect(contradictionBetween(nil, some)).toEqual({ kind: "value", severity: "high" });
  expect(contradictionBetween(nil, claim({ value: number(0), unit: "EUR" }))).toBeNull();
});

test("a plan and an outcome, other units and other times can all hold", () => {
  const one = claim({ valid_from: day("2025-01-01"), valid_to: day("2025-07-01") });
  expect(contradictionBetween(claim(), claim({ value: number(7), modality: "planned" }))).toBeNull();
  expect(contradictionBetween(claim(), claim({ value: number(7), unit: "USD" }))).toBeNull();
  expect(contradictionBetween(one, claim({ value: number(7), valid_from: day("2025-07-01") }))).toBeNull();
});

test("what is rounded is compared as rounded, and one exact mention makes it exact", () => {
  const about = claim({ value: number(40), tolerance: 5 });
  expect(contradictionBetween(about, claim({ value: number(44) }))).toBeNull();
  expect(contradictionBetween(about, claim({ value: number(46) }))).not.toBeNull();
  const exact = { ...about, places: [...about.places, ...claim({ tolerance: 0 }).places] };
  expect(toleranceOf(exact)).toBe(0);
  expect(equalValues(number(40), number(44), 5)).toBe(true);
  expect(equalValues(yes, number(1), 5)).toBe(false);
});

test.each([
  [null, null, null, null, true],
  ["2025-01-01", "2025-02-01", "2025-02-01", null, false],
  ["2025-02-01", null, null, "2025-02-01", false],
  ["2025-01-01", "2025-02-02", "2025-02-01", "2026-01-01", true],
  [null, "2025-02-01", null, "2024-01-01", true],
])("valid from %s to %s, and from %s to %s", (fromA, toA, fromB, toB, expected) => {
  const span = (from: string | null, to: string | null) => ({
    valid_from: from === null ? null : day(from),
    valid_to: to === null ? null : day(to),
  });
  expect(overlaps(span(fromA, toA), span(fromB, toB))).toBe(expected);
  expect(overlaps(span(fromB, toB), span(fromA, toA))).toBe(expected);
});

test("answers in units that convert mean the same, a count is no denial, and what cannot be compared does not differ", () => {
  const hours = claim({ value: number(2), unit: "h" });
  expect(sameMeaning(hours, claim({ value: number(120), unit: "min" }))).toBe(true);
  expect(sameMeaning(hours, claim({ value: number(90), unit: "min" }))).toBe(false);
  expect(sameMeaning(hours, claim({ value: number(2), unit: "kg" }))).toBe(true);
  expect(sameMeaning(hours, claim({ value: number(0), unit: null }))).toBe(false);
  expect(sameMeaning(claim({ value: number(0), unit: null }), hours)).toBe(false);
  expect(sameMeaning(claim({ value: no, unit: null }), claim({ value: number(7), unit: null }))).toBe(false);
  expect(sameMeaning(claim({ value: number(7) }), claim({ value: no, unit: null }))).toBe(false);
  expect(sameMeaning(claim({ value: yes, unit: null }), hours)).toBe(true);
  expect(sameMeaning(hours, claim({ value: no, unit: null }))).toBe(true);
  expect(sameMeaning(claim({ value: text("steel") }), claim({ value: date("2026-03-01") }))).toBe(true);
  expect(sameMeaning(claim({ value: text("steel") }), claim({ value: text("timber") }))).toBe(false);
});
