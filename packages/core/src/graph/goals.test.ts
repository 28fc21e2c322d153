import { describe, expect, it } from "vitest";
import type { CaseConfig, Goal } from "../case/config.ts";
import type { ClaimId, DocumentId, IsoDate } from "../ids.ts";
import { applyExtraction } from "./apply-extraction.ts";
import type { Graph } from "./change.ts";
import { emptyGraph } from "./empty.ts";
import { foldChange } from "./fold-change.ts";
import { goalStatuses, relevantClaims } from "./goals.ts";
import { plainValue } from "./knowledge.ts";
import { snapshotOf } from "./snapshot.ts";
import type { Statement } from "./types.ts";

const PRICE: Goal = { id: "price", text: "Establish the price", about: ["total price"] };

describe("which claims a verdict rests on", () => {
  it("leaves out what answers no goal and is in no dispute", () => {
    const graph = graphOf([says("total price", 500, 0.95), says("late fee hypothetical", 20, 0.4)]);
    expect(relevantClaims(asking([PRICE]), graph).map(({ attribute }) => attribute)).toEqual(["total price"]);
  });

  it("keeps what a dispute touches, until it is settled", () => {
    const open = graphOf([says("weight", 5, 0.9)], [says("weight", 9, 0.9)]);
    expect(relevantClaims(asking([PRICE]), open)).toHaveLength(2);
    const settled = graphOf([says("weight", 5, 0.9)], [says("weight", 9, 0.9, "restated")]);
    expect(relevantClaims(asking([PRICE]), settled)).toHaveLength(0);
  });

  it("counts every current claim where nothing is asked", () => {
    const graph = graphOf([says("total price", 500, 0.95), says("late fee hypothetical", 20, 0.4)]);
    expect(relevantClaims(asking([]), graph)).toHaveLength(2);
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
    expect(goalStatuses(asking([PRICE]), graph)[0]).toMatchObject({ id: "price", reached: true });
    const disputed = graphOf([says("total price", 500, 0.95)], [says("total price", 900, 0.95)]);
    expect(goalStatuses(asking([PRICE]), disputed)[0]).toMatchObject({ reached: false });
  });

  it("are not answered by a figure of another name", () => {
    const graph = graphOf([says("unit price", 500, 0.95)]);
    expect(goalStatuses(asking([PRICE]), graph)).toEqual([{ id: "price", reached: false, claim: null }]);
  });
});

describe("what answers a goal", () => {
  it("is a claim in other forms of the same words", () => {
    const graph = graphOf([says("departed trains", 117, 0.95)]);
    expect(reached("Establish how many trains left", ["trains departed"], graph)).toBe(true);
    expect(reached("Establish the departures", ["departures"], graph)).toBe(true);
  });

  it.each(["maximum output", "guaranteed output", "forecast output"])(
    "is not the %s where the output is asked for",
    (attribute) => {
      const graph = graphOf([says(attribute, 120, 0.95)]);
      expect(reached("Establish the output", ["output"], graph)).toBe(false);
      expect(reached(`Establish the ${attribute}`, [attribute], graph)).toBe(true);
    },
  );

  it("is about the time that is asked for", () => {
    const graph = graphOf([
      { ...says("credit due", 900, 0.95), valid_from: day("2025-01-01"), valid_to: day("2025-04-01") },
    ]);
    expect(reached("Establish whether a credit is due", ["credit due for Q1 2025"], graph)).toBe(true);
    expect(reached("Establish whether a credit is due", ["credit due for Q2 2025"], graph)).toBe(false);
    expect(reached("Establish whether a credit is due", ["credit due for Q1 2024"], graph)).toBe(false);
    expect(reached("Establish the credit due in March 2025", ["credit due"], graph)).toBe(true);
    expect(reached("Establish the credit due in May 2025", ["credit due"], graph)).toBe(false);
  });

  it("is a number of things where one asks how many, and not how long they took", () => {
    const stop = { ...says("departures", 30, 0.95), unit: "min" };
    const left = { ...says("departures counted", 117, 0.95), unit: null };
    const graph = graphOf([stop, left]);
    expect(answer("Establish how many departures there were", ["departures"], graph)).toBe(117);
  });

  it("is a day where one asks when", () => {
    const handover: Statement = {
      ...says("handover pump", 1, 0.95),
      unit: null,
      value: { type: "date", date: day("2025-05-03") },
    };
    const done: Statement = {
      ...says("handover", 1, 0.95),
      unit: null,
      value: { type: "boolean", boolean: true },
    };
    const graph = graphOf([done, handover]);
    expect(answer("Establish when the pump was handed over", ["handover"], graph)).toBe("2025-05-03");
  });

  it("is measured in the unit that the words name", () => {
    const graph = graphOf([{ ...says("removed", 5000, 0.95), unit: "m3" }]);
    expect(reached("Establish what is taken out", ["volume removed"], graph)).toBe(true);
  });

  it("is that of the case's own thing, not of its neighbour", () => {
    const graph = graphOf([
      { ...says("rent", 900, 0.95), subject: "unit 1" },
      { ...says("rent", 500, 0.95), subject: "unit 4" },
    ]);
    expect(answer("Establish the rent", ["rent"], graph, "Unit 4, Harbour Park")).toBe(500);
  });
});

describe("a goal with two answers", () => {
  it("is not reached while they disagree, though their words differ", () => {
    const first = says("break date", 5, 0.95);
    const graph = graphOf([first], [says("break tenant", 6, 0.95)]);
    expect(reached("Establish the break", ["tenant break", "break date"], graph)).toBe(false);
    const agreed = graphOf([first], [says("break tenant", 5, 0.95)]);
    expect(reached("Establish the break", ["tenant break", "break date"], agreed)).toBe(true);
  });

  it("is not reached while one says yes and the other no", () => {
    const yes = claims("signed audit report of the pump", true);
    const no = claims("audit report pump", false);
    expect(
      reached("Find out whether it is signed", ["signed audit report of the pump"], graphOf([yes])),
    ).toBe(true);
    expect(
      reached("Find out whether it is signed", ["signed audit report of the pump"], graphOf([yes], [no])),
    ).toBe(false);
  });

  it("takes a count for the denial that it contradicts", () => {
    const none = claims("trains cancelled", false);
    const some = { ...says("cancelled trains", 7, 0.95), unit: null };
    expect(
      reached("Find out whether trains were cancelled", ["trains cancelled"], graphOf([none], [some])),
    ).toBe(false);
    const zero = { ...some, value: { type: "number" as const, number: 0 } };
    expect(
      reached("Find out whether trains were cancelled", ["trains cancelled"], graphOf([zero], [none])),
    ).toBe(true);
  });
});

function reached(text: string, about: readonly string[], graph: Graph): boolean | undefined {
  return goalStatuses(asking([{ id: "g", text, about }]), graph)[0]?.reached;
}

function answer(text: string, about: readonly string[], graph: Graph, title = "case") {
  const config = { ...asking([{ id: "g", text, about }]), title };
  const claim = graph.claims.get(goalStatuses(config, graph)[0]?.claim ?? ("c-none" as ClaimId));
  return claim === undefined ? null : plainValue(claim.value);
}

function claims(attribute: string, boolean: boolean): Statement {
  return { ...says(attribute, 0, 0.95), unit: null, value: { type: "boolean", boolean } };
}

function day(text: string): IsoDate {
  return text as IsoDate;
}

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
