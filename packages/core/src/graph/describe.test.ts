import { describe, expect, it } from "vitest";
import type { ClaimId, IsoDate } from "../ids.ts";
import { describeClaim } from "./describe.ts";
import type { ReportedClaim } from "./knowledge.ts";

const CLAIM: ReportedClaim = {
  id: "c-1" as ClaimId,
  places: [],
  subject: "library bus",
  attribute: "total price",
  value: 412_000,
  unit: "EUR",
  valid_from: null,
  valid_to: null,
  confidence: 0.9,
  status: "current",
};

describe("a claim in words", () => {
  it.each<[Partial<ReportedClaim>, string]>([
    [{}, "total price of library bus: EUR 412,000"],
    [{ subject: "the case" }, "total price: EUR 412,000"],
    [{ subject: "" }, "total price: EUR 412,000"],
    [{ attribute: "Library bus price" }, "Library bus price: EUR 412,000"],
    [{ value: 12.5, unit: "%" }, "total price of library bus: 12.5%"],
    [{ value: 8, unit: "year" }, "total price of library bus: 8 years"],
    [{ value: 1, unit: "year" }, "total price of library bus: 1 year"],
    [{ value: 3, unit: "person" }, "total price of library bus: 3 people"],
    [{ value: 260, unit: "km" }, "total price of library bus: 260 km"],
    [{ value: -0.25, unit: null }, "total price of library bus: -0.25"],
    [{ value: true, unit: null }, "total price of library bus: yes"],
    [{ value: false, unit: null }, "total price of library bus: no"],
    [{ value: "open", unit: null }, "total price of library bus: open"],
    [{ valid_from: "2026-01-01" as IsoDate }, "total price of library bus: EUR 412,000 (from 2026-01-01)"],
    [{ valid_to: "2026-07-01" as IsoDate }, "total price of library bus: EUR 412,000 (before 2026-07-01)"],
    [
      { valid_from: "2026-01-01" as IsoDate, valid_to: "2026-07-01" as IsoDate },
      "total price of library bus: EUR 412,000 (from 2026-01-01, before 2026-07-01)",
    ],
  ])("%o reads %s", (change, words) => {
    expect(describeClaim({ ...CLAIM, ...change })).toBe(words);
  });
});
