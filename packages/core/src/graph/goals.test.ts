import { describe, expect, it } from "vitest";
import type { CaseConfig, Goal } from "../case/config.ts";
import type { DocumentId, IsoDate } from "../ids.ts";
import { applyExtraction } from "./apply-extraction.ts";
import type { Graph } from "./change.ts";
import { emptyGraph } from "./empty.ts";
import { foldChange } from "./fold-change.ts";
import { goalStatuses, relevantClaims } from "./goals.ts";
import { snapshotOf } from "./snapshot.ts";
import type { Statement } from "./types.ts";

const PRICE: Goal = { id: "price", text: "Establish the price", about: ["total price"] };

describe("which claims a verdict rests on", () => {
  it("leaves out what answers no goal and is in no dispute", () => {
    const graph = graphOf([says("total price", 500, 0.95), says("late fee hypothetical", 20, 0.4)]);
    expect(relevantClaims([PRICE], graph).map(({ attribute }) => attribute)).toEqual(["total price"]);
  });

  it("keeps what a dispute touches, until it is settled", () => {
    const open = graphOf([says("weight", 5, 0.9)], [says("weight", 9, 0.9)]);
    expect(relevantClaims([PRICE], open)).toHaveLength(2);
    const settled = graphOf([says("weight", 5, 0.9)], [says("weight", 9, 0.9, "restated")]);
    expect(relevantClaims([PRICE], settled)).toHaveLength(0);
  });

  it("counts every current claim where nothing is asked", () => {
    const graph = graphOf([says("total price", 500, 0.95), says("late fee hypothetical", 20, 0.4)]);
    expect(relevantClaims([], graph)).toHaveLength(2);
  });

  it("is what the snapshot measures confidence by", () => {
    const graph = graphOf([says("total price", 500, 0.95), says("late fee hypothetical", 20, 0.4)]);
    expect(snapshotOf(graph, asking([PRICE]), null).claims).toEqual({
      count: 1,
      mean_confidence: 0.95,
      min_confidence: 0.95,
    });
    expect(snapshotOf(graph, asking([]), null).claims.min_confidence).toBe(0.4);
  });
});

describe("goals", () => {
  it("are reached by a current claim that no open dispute touches", () => {
    const graph = graphOf([says("total price", 500, 0.95)]);
    expect(goalStatuses([PRICE], graph)[0]).toMatchObject({ id: "price", reached: true });
    const disputed = graphOf([says("total price", 500, 0.95)], [says("total price", 900, 0.95)]);
    expect(goalStatuses([PRICE], disputed)[0]).toMatchObject({ reached: false });
  });

  it("are not answered by a figure of another name", () => {
    const graph = graphOf([says("unit price", 500, 0.95)]);
    expect(goalStatuses([PRICE], graph)).toEqual([{ id: "price", reached: false, claim: null }]);
  });
});

function graphOf(...documents: readonly (readonly Statement[])[]): Graph {
  const graph = emptyGraph();
  for (const [index, statements] of documents.entries()) {
    const document = {
      id: String(index).padStart(64, "0") as DocumentId,
      name: `0${index}.md`,
      kind: "document",
      date: `2025-01-0${index + 1}` as IsoDate,
      source: `source ${index}`,
    };
    const extraction = {
      document: document.id,
      analyst: "test@1",
      statements,
      risks: [],
      evidence_kind: null,
    };
    foldChange(graph, applyExtraction(graph, document, null, extraction), extraction);
  }
  return graph;
}

function says(attribute: string, number: number, confidence: number, cue: string | null = null): Statement {
  return {
    start: 0,
    end: 10,
    subject: "the case",
    attribute,
    value: { type: "number", number },
    unit: "EUR",
    valid_from: null,
    valid_to: null,
    polarity: true,
    modality: "asserted",
    confidence,
    tolerance: 0,
    correction: cue === null ? null : { cue, replaces: null },
    sentence: `${attribute} ${number}`,
  };
}

function asking(goals: readonly Goal[]): CaseConfig {
  return { title: "case", as_of: null, clock: "case", goals, evidence: [], documents: [] };
}
