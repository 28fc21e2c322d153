import { expect, test } from "vitest";
import { answersTo, candidatesOf } from "./answers.ts";
import { day, factsOf, graphOf, statement } from "./graph.fixture.ts";
import type { ClaimValue, Statement } from "./types.ts";

const duration: ClaimValue = { type: "number", number: 30 };
const said = (attribute: string, value: ClaimValue, more: Partial<Statement> = {}) =>
  statement({ attribute, value, unit: null, ...more });

function answers(text: string, about: readonly string[], ...statements: readonly Statement[]) {
  const graph = graphOf({ facts: factsOf("a.md"), statements });
  const goal = { id: "g", text, about };
  return answersTo(goal, "Purchase of a harbour crane", candidatesOf([...graph.claims.values()])).best.map(
    ({ value }) => value,
  );
}

test("how long and how much ask for a number or a day, and a yes answers them less well", () => {
  const yes: ClaimValue = { type: "boolean", boolean: true };
  const until: ClaimValue = { type: "date", date: day("2026-03-01") };
  expect(
    answers(
      "Establish how long the warranty lasts",
      ["warranty"],
      said("warranty", yes),
      said("warranty", duration),
    ),
  ).toEqual([duration]);
  expect(
    answers(
      "Establish how long the warranty lasts",
      ["warranty"],
      said("warranty", yes),
      said("warranty", until),
    ),
  ).toEqual([until]);
});

test("a goal of which only its time is named has no words to be answered by", () => {
  expect(answers("Establish it", ["2025"], said("warranty", duration))).toEqual([]);
  expect(
    answers(
      "Establish the warranty",
      ["warranty 2024"],
      said("warranty", duration, { valid_from: day("2025-01-01"), valid_to: day("2026-01-01") }),
    ),
  ).toEqual([]);
});

test("a named part of the matter answers less well than the matter itself", () => {
  const part = said("warranty", { type: "number", number: 5 }, { subject: "north motor" });
  expect(answers("Establish the warranty", ["warranty"], part, said("warranty", duration))).toEqual([
    duration,
  ]);
});

test("what was planned answers less well than what came of it, and a part less well than the whole", () => {
  const plan = said("warranty", { type: "number", number: 9 }, { modality: "planned" });
  expect(answers("Establish the warranty", ["warranty"], plan, said("warranty", duration))).toEqual([
    duration,
  ]);
  expect(answers("Establish the warranty", ["warranty"], plan)).toEqual([{ type: "number", number: 9 }]);
  expect(
    answers("Establish the warranty", ["warranty"], said("warranty", duration, { subject: "north motor" })),
  ).toEqual([duration]);
});
