import { expect, test } from "vitest";
import { statement } from "./graph.fixture.ts";
import {
  attributeKey,
  byCodeUnits,
  claimIdOf,
  comparable,
  contradictionIdOf,
  groupOf,
  subjectKey,
  wordsOf,
} from "./keys.ts";
import { day } from "./graph.fixture.ts";
import type { Statement } from "./types.ts";

test.each([
  ["The prices of the Batteries", ["price", "battery"]],
  ["status, gas & glass", ["status", "gas", "glass"]],
  ["bus lines", ["bus", "line"]],
  ["ＦＵＬＬ width ½", ["full", "width", "1", "2"]],
  ["analysis of chaos", ["analysis", "chaos"]],
  ["  ", []],
])("the words of %j", (phrase, words) => {
  expect(wordsOf(phrase)).toEqual(words);
});

test("subjects keep the order of their words, attributes do not", () => {
  expect(subjectKey("The north crane")).toBe("north crane");
  expect(attributeKey("price, total price")).toBe("price total");
  expect(groupOf({ subject: "Cranes", attribute: "price total" })).toBe("crane|price total");
});

test("the area of a building is one, however it is measured, unless it is another", () => {
  expect(attributeKey("gross internal floor area")).toBe("area");
  expect(attributeKey("roof area")).toBe("area roof");
});

test("a claim is what is said, whoever says it and however it is worded", () => {
  const id = claimIdOf(statement());
  expect(id).toMatch(/^c-[0-9a-f]{32}$/);
  const same: Partial<Statement>[] = [
    { subject: "The harbour cranes" },
    { attribute: "price (total)" },
    { confidence: 0.1, sentence: "Other words." },
    { modality: "reported" },
  ];
  const other: Partial<Statement>[] = [
    { subject: "mobile crane" },
    { value: { type: "number", number: 101 } },
    { unit: null },
    { valid_from: day("2025-01-01") },
    { valid_to: day("2025-01-01") },
    { polarity: false },
    { modality: "planned" },
  ];
  for (const more of same) expect(claimIdOf(statement(more))).toBe(id);
  expect(new Set([id, ...other.map((more) => claimIdOf(statement(more)))]).size).toBe(other.length + 1);
});

test("a pair of claims has one id, whichever is named first", () => {
  const [a, b] = [claimIdOf(statement()), claimIdOf(statement({ unit: null }))];
  expect(contradictionIdOf(a, b)).toBe(contradictionIdOf(b, a));
  expect(contradictionIdOf(a, b)).toMatch(/^x-[0-9a-f]{32}$/);
});

test("values are compared by what they say", () => {
  expect(comparable({ type: "text", text: "The  Steel" })).toBe("steel");
  expect(comparable({ type: "date", date: day("2025-01-01") })).toBe("2025-01-01");
  expect(comparable({ type: "boolean", boolean: false })).toBe(false);
});

test("text is ordered by UTF-16 code units, not by locale or code point", () => {
  // U+1F600 begins with the unit D83D, which is below U+FB01.
  expect(["ﬁ", "😀", "z", "Z", "é"].sort(byCodeUnits)).toEqual(["Z", "z", "é", "😀", "ﬁ"]);
  expect(byCodeUnits("a", "a")).toBe(0);
});
