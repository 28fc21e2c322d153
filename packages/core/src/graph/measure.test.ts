import { expect, test } from "vitest";
import { conversion } from "./measure.ts";

test.each([
  ["h", "min", 60],
  ["kg", "t", 0.001],
  ["year", "month", 12],
  ["EUR", "EUR", 1],
  [null, null, 1],
  ["m", "kg", null],
  ["month", "day", null],
  ["EUR", "USD", null],
  ["m", "item", null],
  [null, "m", null],
  ["m", null, null],
])("one %s in %s is %s", (from, unit, factor) => {
  const found = conversion(from, unit);
  if (factor === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(factor, 12);
});
