import { expect, test } from "vitest";
import { applyExtraction } from "./apply-extraction.ts";
import { emptyGraph } from "./empty.ts";
import { foldChange } from "./fold-change.ts";
import {
  apply,
  day,
  documentId,
  extractionOf,
  factsOf,
  graphOf,
  instead,
  priced,
  statement,
} from "./graph.fixture.ts";
import { knowledgeOf, plainValue } from "./knowledge.ts";

test("a report names files, not digests, and is in an order of its own", () => {
  const graph = graphOf(
    {
      facts: factsOf("1.md", { date: null }),
      statements: [priced(100, { start: 40, end: 50 }), priced(100)],
    },
    { facts: factsOf("2.md"), statements: [priced(120, instead(100)), priced(100, { unit: null })] },
  );
  const { claims, contradictions } = knowledgeOf(graph, null, null);
  expect(claims.map(({ id }) => id)).toEqual(claims.map(({ id }) => id).toSorted());
  const old = claims.find(({ value, unit }) => value === 100 && unit === "EUR");
  expect(old).toMatchObject({ status: "superseded", confidence: 0.9 });
  expect(old?.places).toEqual([
    { doc: "1.md", start: 0, end: 10 },
    { doc: "1.md", start: 40, end: 50 },
  ]);
  expect(contradictions).toMatchObject([{ kind: "value", status: "resolved", resolved_by: "2.md" }]);
});

test("places of a version that no longer stands are shown only if there is no other", () => {
  const graph = graphOf({ facts: factsOf("1.md"), statements: [priced(100), priced(7, { unit: "kg" })] });
  const version = { ...factsOf("1.md"), id: documentId("1.md, again") };
  apply(graph, {
    facts: version,
    statements: [priced(100, { start: 6, end: 16 })],
    supersedes: documentId("1.md"),
  });
  const { claims } = knowledgeOf(graph, null, null);
  expect(claims.find(({ unit }) => unit === "EUR")?.places).toEqual([{ doc: "1.md", start: 6, end: 16 }]);
  expect(claims.find(({ unit }) => unit === "kg")).toMatchObject({
    status: "superseded",
    places: [{ doc: "1.md", start: 0, end: 10 }],
  });
});

test("an open contradiction is settled by nobody, and places that begin together are in order of their ends", () => {
  const statements = [priced(100, { end: 20 }), priced(100, { end: 15 }), priced(120), priced(150)];
  const { claims, contradictions } = knowledgeOf(graphOf({ facts: factsOf("1.md"), statements }), null, null);
  expect(contradictions.map(({ status, resolved_by }) => [status, resolved_by])).toEqual([
    ["open", null],
    ["open", null],
    ["open", null],
  ]);
  expect(contradictions.map(({ id }) => id)).toEqual(contradictions.map(({ id }) => id).toSorted());
  expect(claims.find(({ value }) => value === 100)?.places.map(({ end }) => end)).toEqual([15, 20]);
});

test("goals, risks and evidence stand beside the claims; confidence is shown to 1e-9", () => {
  const graph = emptyGraph();
  const facts = factsOf("1.md");
  const risk = (start: number) => ({
    start,
    end: start + 2,
    severity: "low" as const,
    sentence: "It may fail.",
  });
  const extraction = extractionOf(facts.id, [priced(1, { confidence: 1 / 3 })], [risk(7), risk(3)]);
  foldChange(graph, applyExtraction(graph, facts, null, extraction), extraction);
  const config = {
    title: "Crane",
    as_of: null,
    clock: "case" as const,
    goals: [{ id: "price", text: "Price", about: ["total price"] }],
    evidence: [{ kind: "note", max_age_days: null }],
    documents: [],
  };
  const knowledge = knowledgeOf(graph, config, day("2025-06-02"));
  expect(knowledge.claims[0]?.confidence).toBe(0.333333333);
  expect(knowledge.goals).toMatchObject([{ id: "price", reached: true }]);
  expect(knowledge.risks.map(({ start }) => start)).toEqual([3, 7]);
  expect(knowledge.evidence).toEqual([{ kind: "note", present: true, age_days: 1, fresh: true }]);
});

test("a document of which only the id is known is named by it", () => {
  const graph = graphOf({ facts: factsOf("1.md"), statements: [statement()] });
  graph.documents.clear();
  expect(knowledgeOf(graph, null, null).claims[0]?.places[0]?.doc).toBe(documentId("1.md"));
});

test("values are plain JSON", () => {
  expect(plainValue({ type: "date", date: day("2025-06-02") })).toBe("2025-06-02");
  expect(plainValue({ type: "boolean", boolean: false })).toBe(false);
  expect(plainValue({ type: "text", text: "steel" })).toBe("steel");
});
