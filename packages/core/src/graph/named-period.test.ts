import { expect, test } from "vitest";
import { day } from "./graph.fixture.ts";
import { namesPeriod, timeWordsOf } from "./named-period.ts";

const span = (from: string | null, to: string | null) => ({
  valid_from: from === null ? null : day(from),
  valid_to: to === null ? null : day(to),
});

test.each([
  ["the price in 2025", ["2025"]],
  ["Q2 2025", ["2025", "q2", "quarter", "second"]],
  ["the third quarter of 2024", ["2024", "q3", "quarter", "third"]],
  ["at the end of April 2025", ["2025", "april"]],
  ["the year to 31 March 2026", ["2026", "31", "march"]],
  ["the total price", []],
])("%s names %j", (text, words) => {
  expect([...namesPeriod(text).words].toSorted()).toEqual(words.toSorted());
});

test.each([
  ["2025", "2025-01-01", "2026-01-01", true],
  ["2024", "2025-01-01", "2026-01-01", false],
  ["Q1 2025", "2025-01-01", "2025-04-01", true],
  ["Q2 2025", "2025-01-01", "2025-04-01", false],
  ["first quarter 2025", "2025-01-01", "2025-07-01", false],
  ["March 2025", "2025-01-01", "2025-04-01", true],
  ["May 2025", "2025-01-01", "2025-04-01", false],
  ["February 2026", "2025-11-01", "2026-03-01", true],
  ["Q1", "2025-04-01", "2025-07-01", true],
  ["2024", null, "2026-01-01", true],
  ["2024", "2025-01-01", null, true],
])("%s admits what is valid from %s to %s: %s", (text, from, to, admitted) => {
  expect(namesPeriod(text).admits(span(from, to))).toBe(admitted);
});

test("a claim's own time is named by years, quarter and last month", () => {
  expect(timeWordsOf(span("2025-01-01", "2025-04-01"))).toEqual(["2025", "march", "q1"]);
  expect(timeWordsOf(span("2024-11-01", "2025-02-01"))).toEqual(["2024", "2025", "january"]);
  expect(timeWordsOf(span(null, "2025-02-01"))).toEqual([]);
  expect(timeWordsOf(span("2025-02-01", null))).toEqual([]);
});
