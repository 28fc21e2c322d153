import fc from "fast-check";
import { expect, test } from "vitest";
import { deriveGroup } from "./derive-group.ts";
import { emptyGraph } from "./empty.ts";
import {
  apply,
  contentOf,
  documentId,
  factsOf,
  graphOf,
  histories,
  instead,
  priced,
  reordered,
  revisions,
  statement,
  type Reading,
} from "./graph.fixture.ts";
import { claimIdOf } from "./keys.ts";
import { isLive } from "./places.ts";

const RUNS = { numRuns: 200 };

test("any order of arrival ends in the same graph", () => {
  fc.assert(
    fc.property(reordered, ([one, other]) => {
      expect(contentOf(graphOf(...other))).toEqual(contentOf(graphOf(...one)));
    }),
    RUNS,
  );
});

test("applying an extraction twice changes nothing the second time", () => {
  fc.assert(
    fc.property(histories, fc.nat(), (readings, index) => {
      const graph = graphOf(...readings);
      const before = structuredClone(contentOf(graph));
      const again = readings[index % readings.length];
      if (again === undefined) throw new Error("a history has a document");
      expect(apply(graph, again)).toMatchObject({ claims: [], contradictions: [] });
      expect(contentOf(graph)).toEqual(before);
    }),
    RUNS,
  );
});

test("a claim's confidence never falls while it is current, and never reaches certainty", () => {
  fc.assert(
    fc.property(revisions, (readings) => {
      const graph = emptyGraph();
      for (const reading of readings) {
        const before = new Map(graph.claims);
        apply(graph, reading);
        for (const { id, status, confidence } of graph.claims.values()) {
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThanOrEqual(0.99);
          const earlier = before.get(id);
          if (status === "current" && earlier?.status === "current")
            expect(confidence).toBeGreaterThanOrEqual(earlier.confidence);
        }
      }
    }),
    RUNS,
  );
});

test("nothing is ever removed: what no document says any more is superseded", () => {
  fc.assert(
    fc.property(revisions, (readings) => {
      const graph = emptyGraph();
      for (const reading of readings) {
        const [claims, contradictions] = [[...graph.claims.keys()], [...graph.contradictions.keys()]];
        apply(graph, reading);
        for (const id of claims) expect(graph.claims.has(id)).toBe(true);
        for (const id of contradictions) expect(graph.contradictions.has(id)).toBe(true);
        for (const { status, places } of graph.claims.values())
          if (!places.some((place) => isLive(place, graph.withdrawn))) expect(status).toBe("superseded");
      }
    }),
    RUNS,
  );
});

test("a resolved contradiction opens again only if a document says one of its claims again", () => {
  fc.assert(
    fc.property(histories, (readings) => {
      const graph = emptyGraph();
      for (const reading of readings) {
        const before = new Map(graph.contradictions);
        apply(graph, reading);
        const said = new Set(reading.statements.map(claimIdOf));
        for (const { id, a, b, status } of graph.contradictions.values()) {
          if (status === "open" && before.get(id)?.status === "resolved")
            expect(said.has(a) || said.has(b)).toBe(true);
        }
      }
    }),
    RUNS,
  );
});

test("what the fold of changes ends in is what all claims of each group say together", () => {
  fc.assert(
    fc.property(revisions, (readings) => {
      const graph = graphOf(...readings);
      for (const ids of graph.groups.values()) {
        const claims = ids.flatMap((id) => graph.claims.get(id) ?? []);
        const derived = deriveGroup(claims, graph);
        expect(derived.claims).toEqual(claims);
        for (const found of derived.contradictions) {
          const { status, resolved_by } = found;
          expect(graph.contradictions.get(found.id)).toMatchObject({ status, resolved_by });
        }
      }
    }),
    RUNS,
  );
});

test("independent sources combine as 1 − Π(1 − c), and repeating one source adds nothing", () => {
  const confidenceAfter = (...readings: readonly Reading[]) =>
    [...graphOf(...readings).claims.values()].map(({ confidence }) => confidence);
  const offer = {
    facts: factsOf("a.md", { source: "Kranbau" }),
    statements: [statement({ confidence: 0.6 })],
  };
  const again = {
    facts: factsOf("b.md", { source: "Kranbau" }),
    statements: [statement({ confidence: 0.5 })],
  };
  const other = {
    facts: factsOf("c.md", { source: "council" }),
    statements: [statement({ confidence: 0.7 })],
  };
  expect(confidenceAfter(offer)).toEqual([0.6]);
  expect(confidenceAfter(offer, again)).toEqual([0.6]);
  expect(confidenceAfter(again, offer)).toEqual([0.6]);
  // 1 − 0.4·0.3
  expect(confidenceAfter(offer, other)[0]).toBeCloseTo(0.88, 12);
});

test("sources of one kind are never surer than 0.95 together, of several kinds than 0.99", () => {
  const readings = (kinds: readonly string[]) =>
    kinds.map((kind, index) => ({
      facts: factsOf(`${index}.md`, { kind }),
      statements: [statement({ confidence: 0.9 })],
    }));
  const confidence = (kinds: readonly string[]) =>
    [...graphOf(...readings(kinds)).claims.values()][0]?.confidence;
  expect(confidence(["letter"])).toBe(0.9);
  expect(confidence(["letter", "letter", "letter"])).toBe(0.95);
  expect(confidence(["letter", "offer", "letter"])).toBe(0.99);
});

const statusOf = (graph: ReturnType<typeof graphOf>) =>
  Object.fromEntries(
    [...graph.claims.values()].map(({ value, status }) => [
      value.type === "number" ? value.number : value.type,
      status,
    ]),
  );

const first = { facts: factsOf("1-offer.md", { date: null }), statements: [priced(100)] };
const second = { facts: factsOf("2-letter.md"), statements: [priced(120, instead(100))] };

test("a later document that corrects a value supersedes it, and resolves the contradiction with its words", () => {
  const graph = graphOf(first, second);
  expect(statusOf(graph)).toEqual({ 100: "superseded", 120: "current" });
  expect([...graph.contradictions.values()]).toMatchObject([
    { status: "resolved", resolved_by: second.facts.id, reason: "not", kind: "value", severity: "high" },
  ]);
});

test("an earlier document corrects nothing that was said later", () => {
  const early = { ...second, facts: factsOf("2-letter.md", { date: null }) };
  const late = { ...first, facts: factsOf("1-offer.md") };
  expect(statusOf(graphOf(early, late))).toEqual({ 100: "current", 120: "current" });
});

test("a correction that names no value corrects what contradicts it, and nothing else", () => {
  const settled = { correction: { cue: "settled", replaces: null } };
  const graph = graphOf(first, {
    facts: second.facts,
    statements: [
      priced(120, settled),
      statement({ attribute: "list price", value: { type: "number", number: 7 } }),
    ],
  });
  expect(statusOf(graph)).toEqual({ 100: "superseded", 120: "current", 7: "current" });
});

test("saying the corrected value again later opens the contradiction; taking it back settles it", () => {
  const third = { facts: factsOf("3-note.md", { date: second.facts.date }), statements: [priced(100)] };
  const graph = graphOf(first, second, third);
  expect(statusOf(graph)).toEqual({ 100: "current", 120: "current" });
  apply(graph, { facts: factsOf("3-note.md, again"), statements: [], supersedes: third.facts.id });
  expect(statusOf(graph)).toEqual({ 100: "superseded", 120: "current" });
});

test("what a new version of a file leaves out is superseded by it, until another document says it", () => {
  const graph = graphOf(first);
  const version = { facts: factsOf("1-offer.md, again"), statements: [], supersedes: first.facts.id };
  expect(apply(graph, version).claims).toMatchObject([{ status: "superseded" }]);
  apply(graph, { facts: factsOf("5-other.md"), statements: [priced(100)] });
  expect(statusOf(graph)).toEqual({ 100: "current" });
});

test("a file that goes back to its old bytes is what it was", () => {
  const graph = graphOf(first);
  const version = {
    facts: factsOf("1-offer.md, again"),
    statements: [priced(90)],
    supersedes: first.facts.id,
  };
  apply(graph, version);
  expect(statusOf(graph)).toEqual({ 100: "superseded", 90: "current" });
  apply(graph, { ...first, supersedes: version.facts.id });
  expect(statusOf(graph)).toEqual({ 100: "current", 90: "superseded" });
  expect(graph.withdrawn).toEqual(new Map([[version.facts.id, first.facts.id]]));
});

test("a document that is received anew as itself replaces nothing", () => {
  const graph = graphOf(first);
  expect(apply(graph, { ...first, supersedes: first.facts.id })).toMatchObject({
    supersedes: null,
    claims: [],
  });
});

test("what a newer reading of the same document no longer finds is superseded, never deleted", () => {
  const graph = graphOf(first, { facts: factsOf("4-other.md"), statements: [priced(80)] });
  apply(graph, { facts: first.facts, statements: [priced(110)] });
  expect(statusOf(graph)).toEqual({ 80: "current", 100: "superseded", 110: "current" });
  const [lost] = [...graph.contradictions.values()].filter(({ status }) => status === "resolved");
  expect(lost).toMatchObject({ resolved_by: first.facts.id, reason: "a newer reading no longer finds it" });
});

test("a place read again keeps its firmer and finer reading", () => {
  const graph = graphOf({ facts: first.facts, statements: [priced(100, { confidence: 0.9, tolerance: 5 })] });
  apply(graph, { facts: first.facts, statements: [priced(100, { confidence: 0.4, tolerance: 1 })] });
  expect([...graph.claims.values()]).toMatchObject([
    { confidence: 0.9, places: [{ confidence: 0.9, tolerance: 1, stated: true }] },
  ]);
});

test("the later replaced document names the loss of a claim that several documents made", () => {
  const graph = graphOf(first, { facts: factsOf("b.md"), statements: [priced(100), priced(50)] });
  const [one, two] = [documentId("new 1"), documentId("new b")].sort();
  apply(graph, { facts: factsOf("new 1"), statements: [], supersedes: first.facts.id });
  expect(statusOf(graph)).toMatchObject({ 100: "current" });
  apply(graph, { facts: factsOf("new b"), statements: [], supersedes: documentId("b.md") });
  expect(statusOf(graph)).toEqual({ 50: "superseded", 100: "superseded" });
  const [contradiction] = graph.contradictions.values();
  expect([one, two]).toContain(contradiction?.resolved_by);
  expect(contradiction?.status).toBe("resolved");
});
