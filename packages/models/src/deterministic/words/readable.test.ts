import { expect, it } from "vitest";
import { tokensOf } from "../text/tokens.ts";
import { readable } from "./readable.ts";

it.each([
  [
    "total price library bus",
    "The total price of the library bus is EUR 5.",
    "total price of the library bus",
  ],
  ["guard machine", "Was the guard on the machine?", "guard on the machine"],
  ["price", "The price is EUR 5.", "price"],
  ["price bus", "The price of a new and shiny bus", "price bus"],
  ["price tram", "The price of the bus", "price tram"],
  ["net debt", "Debt and net debt", "net debt"],
])("reads %s as the sentence says it", (attribute, sentence, shown) => {
  expect(readable(attribute, tokensOf(sentence, 0))).toBe(shown);
});
