import fc from "fast-check";
import { sha256Hex } from "../crypto/digest.ts";
import type { DocumentId, IsoDate } from "../ids.ts";
import { applyExtraction } from "./apply-extraction.ts";
import type { Graph, GraphChange } from "./change.ts";
import { emptyGraph } from "./empty.ts";
import { foldChange } from "./fold-change.ts";
import { byCodeUnits } from "./keys.ts";
import type { DocumentFacts, Extraction, Place, Statement } from "./types.ts";

export const day = (text: string): IsoDate => text as IsoDate;

export function documentId(name: string): DocumentId {
  return sha256Hex(name) as DocumentId;
}

/** What is known of a document; its source is its own unless one is given. */
export function factsOf(name: string, more: Partial<DocumentFacts> = {}): DocumentFacts {
  return { id: documentId(name), name, kind: "note", date: day("2025-06-01"), source: name, ...more };
}

/** "The price of the crane is 100", said once and clearly. */
export function statement(more: Partial<Statement> = {}): Statement {
  return {
    start: 0,
    end: 10,
    subject: "harbour crane",
    attribute: "total price",
    value: { type: "number", number: 100 },
    unit: "EUR",
    valid_from: null,
    valid_to: null,
    polarity: true,
    modality: "asserted",
    confidence: 0.9,
    tolerance: 0,
    correction: null,
    sentence: "The total price of the harbour crane is EUR 100.",
    ...more,
  };
}

export function priced(number: number, more: Partial<Statement> = {}): Statement {
  return statement({ value: { type: "number", number }, ...more });
}

/** `not 100 but 120` for `priced(120, instead(100))`. */
export function instead(number: number): Pick<Statement, "correction"> {
  return { correction: { cue: "not", replaces: { type: "number", number } } };
}

export function extractionOf(
  document: DocumentId,
  statements: readonly Statement[],
  risks: Extraction["risks"] = [],
): Extraction {
  return { document, analyst: "test@1", statements, risks, evidence_kind: null };
}

/** A document with what is read in it, and the version that it replaces. */
export interface Reading {
  readonly facts: DocumentFacts;
  readonly statements: readonly Statement[];
  readonly supersedes?: DocumentId;
}

/** Applies a reading in place; what was recorded for it. */
export function apply(graph: Graph, { facts, statements, supersedes }: Reading): GraphChange {
  const extraction = extractionOf(facts.id, statements);
  const change = applyExtraction(graph, facts, supersedes ?? null, extraction);
  foldChange(graph, change, extraction);
  return change;
}

export function graphOf(...readings: readonly Reading[]): Graph {
  const graph = emptyGraph();
  for (const reading of readings) apply(graph, reading);
  return graph;
}

/** Everything a graph holds, in one order. */
export function contentOf(graph: Graph) {
  const sorted = <Value>(map: ReadonlyMap<string, Value>) =>
    [...map].sort(([a], [b]) => byCodeUnits(a, b)).map(([, value]) => value);
  return {
    claims: sorted(graph.claims),
    contradictions: sorted(graph.contradictions),
    documents: sorted(graph.documents),
    groups: [...graph.groups].sort(([a], [b]) => byCodeUnits(a, b)),
    risks: sorted(graph.risks),
  };
}

export const placeAt = (document: string, start: number): Place => ({
  document: documentId(document),
  start,
  end: start + 10,
  sentence: "It is so.",
  modality: "asserted",
  confidence: 0.9,
  tolerance: 0,
  correction: null,
  stated: true,
});

const values = fc.constantFrom<Statement["value"]>(
  { type: "number", number: 100 },
  { type: "number", number: 101 },
  { type: "number", number: 120 },
  { type: "date", date: day("2026-03-01") },
  { type: "date", date: day("2026-09-30") },
  { type: "boolean", boolean: true },
  { type: "text", text: "steel" },
  { type: "text", text: "timber" },
);

const dates = fc.constantFrom(null, day("2025-01-01"), day("2025-06-01"), day("2025-12-31"));

/** A few words, values and times, so that statements of different documents meet. */
const statements: fc.Arbitrary<Statement> = fc.record({
  start: fc.integer({ min: 0, max: 3 }),
  end: fc.integer({ min: 4, max: 6 }),
  subject: fc.constantFrom("harbour crane", "The Harbour Cranes"),
  attribute: fc.constantFrom("total price", "price, total", "delivery date"),
  value: values,
  unit: fc.constantFrom(null, "EUR"),
  valid_from: dates,
  valid_to: fc.constantFrom(null, day("2026-01-01")),
  polarity: fc.boolean(),
  modality: fc.constantFrom("asserted", "planned", "estimated", "reported"),
  confidence: fc.constantFrom(0.4, 0.75, 0.9, 0.97),
  tolerance: fc.constantFrom(0, 1, 25),
  correction: fc.option(fc.record({ cue: fc.constant("restated"), replaces: fc.option(values) }), {
    freq: 3,
  }),
  sentence: fc.constantFrom("It is so.", "So it is."),
});

/** Documents in an order of arrival, each of another name. */
export const histories: fc.Arbitrary<Reading[]> = fc
  .array(
    fc.record({
      statements: fc.array(statements, { maxLength: 4 }),
      date: dates,
      source: fc.constantFrom("Kranbau Nord", "the council", "an engineer"),
      kind: fc.constantFrom("note", "offer"),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((documents) =>
    documents.map(({ statements: stated, ...facts }, index) => ({
      facts: factsOf(`${index}.md`, facts),
      statements: stated,
    })),
  );

/** The same documents, in this order of arrival and in another. */
export const reordered = histories.chain((readings) =>
  fc.tuple(
    fc.constant(readings),
    fc.shuffledSubarray(readings, { minLength: readings.length, maxLength: readings.length }),
  ),
);

/** Documents, some of them read anew or replaced by a new version of the same file. */
export const revisions: fc.Arbitrary<Reading[]> = fc
  .tuple(histories, histories, fc.infiniteStream(fc.boolean()))
  .map(([first, second, replaces]) => [
    ...first,
    ...second.map(({ statements: stated }, index): Reading => {
      const old = first[index % first.length]?.facts ?? factsOf("none.md");
      if (replaces.next().value === false) return { facts: old, statements: stated };
      return {
        facts: { ...old, id: documentId(`${old.name}, version ${index + 2}`) },
        statements: stated,
        supersedes: old.id,
      };
    }),
  ]);
