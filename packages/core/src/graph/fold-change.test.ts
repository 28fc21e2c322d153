import { expect, test } from "vitest";
import { applyExtraction } from "./apply-extraction.ts";
import { deriveGroup } from "./derive-group.ts";
import { emptyGraph } from "./empty.ts";
import { foldChange } from "./fold-change.ts";
import { extractionOf, factsOf, graphOf, instead, placeAt, priced } from "./graph.fixture.ts";
import { claimIdOf, groupOf } from "./keys.ts";

const offer = { facts: factsOf("1-offer.md", { date: null }), statements: [priced(100)] };
const letter = { facts: factsOf("2-letter.md"), statements: [priced(120, instead(100))] };

test("a document whose key was erased has no words, and what it settled stays settled", () => {
  const graph = graphOf(offer);
  const change = applyExtraction(graph, letter.facts, null, extractionOf(letter.facts.id, letter.statements));
  foldChange(graph, change, null);
  expect([...graph.claims.keys()]).toEqual([claimIdOf(priced(100))]);
  expect(graph.claims.get(claimIdOf(priced(100)))?.status).toBe("superseded");
  expect([...graph.contradictions.values()]).toMatchObject([{ status: "resolved" }]);
  expect(graph.documents.get(letter.facts.id)).toEqual(letter.facts);
  expect(graph.risks.has(letter.facts.id)).toBe(false);
});

test("a graph whose parts do not fit each other is not read on", () => {
  const graph = graphOf(offer);
  graph.claims.clear();
  const extraction = extractionOf(letter.facts.id, letter.statements);
  expect(() => applyExtraction(graph, letter.facts, null, extraction)).toThrow("unknown claim");
  const [claim] = graphOf(offer).claims.values();
  if (claim === undefined) throw new Error("the offer states a price");
  const stray = { ...claim, places: [placeAt("nowhere.md", 0)] };
  expect(() => deriveGroup([stray], emptyGraph())).toThrow("unknown document");
});

test("a document that replaces one which said nothing touches only its own groups", () => {
  const graph = emptyGraph();
  const extraction = extractionOf(letter.facts.id, letter.statements);
  const change = applyExtraction(graph, letter.facts, offer.facts.id, extraction);
  foldChange(graph, change, extraction);
  expect([...graph.groups.keys()]).toEqual([groupOf(priced(120))]);
  expect(graph.withdrawn.get(offer.facts.id)).toBe(letter.facts.id);
});
