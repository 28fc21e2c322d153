import { describe, expect, it } from "vitest";
import { integer, onlyRow, parseRows } from "./rows.ts";
import { z } from "zod";

describe("an int8", () => {
  it("is the same number from either driver", () => {
    for (const given of [42, "42", 42n]) expect(integer.parse(given)).toBe(42);
    expect(integer.parse("9007199254740991")).toBe(Number.MAX_SAFE_INTEGER);
    expect(integer.parse("-7")).toBe(-7);
  });

  it.each([
    "9007199254740992",
    "9007199254740993",
    2 ** 53,
    2n ** 63n - 1n,
    "9223372036854775807",
    1.5,
    "1e3",
    "",
  ])("that JavaScript cannot hold exactly is refused: %s", (given) => {
    expect(() => parseRows([{ seq: given }], z.object({ seq: integer }))).toThrow("SYN_DATABASE_ERROR");
  });
});

it("a row that must be there is missed by name", () => {
  expect(onlyRow([1])).toBe(1);
  expect(() => onlyRow([])).toThrow("SYN_DATABASE_ERROR");
});
