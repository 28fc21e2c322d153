import { expect, test } from "vitest";
import type { CaseConfig } from "../case/config.ts";
import { applyExtraction } from "./apply-extraction.ts";
import { emptyGraph } from "./empty.ts";
import { foldChange } from "./fold-change.ts";
import { day, extractionOf, factsOf, graphOf, instead, priced, statement } from "./graph.fixture.ts";
import { snapshotOf } from "./snapshot.ts";

const CONFIG: CaseConfig = {
  title: "Crane",
  as_of: day("2025-07-01"),
  clock: "case",
  goals: [
    { id: "price", text: "The price", about: ["total price"] },
    { id: "weight", text: "The weight", about: ["weight"] },
  ],
  evidence: [
    { kind: "note", max_age_days: 30 },
    { kind: "offer", max_age_days: null },
  ],
  documents: [],
};

test("of nothing, nothing is known", () => {
  expect(snapshotOf(emptyGraph(), null, null)).toEqual({
    claims: { count: 0, mean_confidence: 0, min_confidence: 0 },
    contradictions: { total: 0, unresolved: 0, total_mass: 0, unresolved_mass: 0 },
    goals: { total: 0, resolved: 0 },
    risks: { critical: 0, score: 0 },
    evidence: { coverage: 1, stale: 0 },
    critical_assessments: 0,
  });
});

test("the numbers of a small case, by hand", () => {
  const graph = graphOf(
    {
      facts: factsOf("1.md", { date: day("2025-01-01") }),
      statements: [priced(100), priced(8, { unit: "kg" })],
    },
    {
      facts: factsOf("2.md", { date: day("2025-05-30") }),
      statements: [
        priced(120, { ...instead(100), confidence: 0.5 }),
        statement({ attribute: "material", value: { type: "text", text: "steel" }, unit: null }),
        statement({ attribute: "material", value: { type: "text", text: "timber" }, unit: null }),
      ],
    },
  );
  const snapshot = snapshotOf(graph, CONFIG, day("2025-07-01"));
  // 100 is superseded; 8 kg, 120, steel and timber are current.
  expect(snapshot.claims).toMatchObject({ count: 4, min_confidence: 0.5 });
  expect(snapshot.claims.mean_confidence).toBeCloseTo((0.9 * 3 + 0.5) / 4, 12);
  // high 0.6 (settled) and medium 0.3 (open)
  expect(snapshot.contradictions).toMatchObject({ total: 2, unresolved: 1, unresolved_mass: 0.3 });
  expect(snapshot.contradictions.total_mass).toBeCloseTo(0.9, 12);
  expect(snapshot.goals).toEqual({ total: 2, resolved: 1 });
  // The newest note is 32 days old; there is no offer.
  expect(snapshot.evidence).toEqual({ coverage: 0.5, stale: 1 });
});

test("risks combine as 1 − Π(1 − s), and those of a replaced document are out", () => {
  const graph = emptyGraph();
  const risk = (severity: "low" | "medium" | "high" | "critical") => ({
    start: 0,
    end: 5,
    severity,
    sentence: "It may fail.",
  });
  const first = factsOf("a.md");
  const all = extractionOf(first.id, [], [risk("critical"), risk("high"), risk("medium"), risk("low")]);
  foldChange(graph, applyExtraction(graph, first, null, all), all);
  const { risks } = snapshotOf(graph, null, null);
  expect(risks.critical).toBe(1);
  expect(risks.score).toBeCloseTo(1 - 0.6 * 0.88 * 0.95 * 0.98, 12);
  const second = factsOf("a.md, again");
  const one = extractionOf(second.id, [], [risk("low")]);
  foldChange(graph, applyExtraction(graph, second, first.id, one), one);
  expect(snapshotOf(graph, null, null).risks.score).toBeCloseTo(0.02, 12);
});
