import { SynodError } from "@synod/core";
import { expect, test } from "vitest";
import { parseSnapshots } from "./snapshots.ts";

const ROUND = {
  mean_confidence: 0.5,
  unresolved_mass: 1,
  total_mass: 2,
  goal_completion: 0.5,
  risk_score: 0.1,
};
const textOf = (...snapshots: readonly object[]) => JSON.stringify({ snapshots });
const refusal = (text: string): string => {
  try {
    parseSnapshots(text);
  } catch (thrown) {
    if (thrown instanceof SynodError && thrown.code === "SYN_SNAPSHOTS_INVALID") return thrown.detail;
    throw thrown;
  }
  return "none";
};

test("a trajectory is read as it stands, with or without a byte order mark", () => {
  expect(parseSnapshots(textOf(ROUND, ROUND))).toEqual({ snapshots: [ROUND, ROUND] });
  expect(parseSnapshots(`\uFEFF${textOf(ROUND)}`)).toEqual({ snapshots: [ROUND] });
});

test("a case without a round is a trajectory too", () => {
  expect(parseSnapshots(textOf())).toEqual({ snapshots: [] });
});

test("the bounds themselves are allowed", () => {
  const least = { mean_confidence: 0, unresolved_mass: 0, total_mass: 0, goal_completion: 0, risk_score: 0 };
  const most = {
    mean_confidence: 1,
    unresolved_mass: 900,
    total_mass: 900,
    goal_completion: 1,
    risk_score: 1,
  };
  expect(refusal(textOf(least, most))).toBe("none");
});

test.each<[string, string, RegExp]>([
  ["no JSON", "snapshots", /^it is not JSON: /],
  ["NaN", '{"snapshots": [{"mean_confidence": NaN}]}', /^it is not JSON: /],
  ["infinity", textOf(ROUND).replace('"total_mass":2', '"total_mass":1e999'), /^snapshots\.0\.total_mass: /],
  ["no list", "{}", /^snapshots: /],
  ["null", "null", /^Invalid input/],
  ["a round that is none", '{"snapshots": [7]}', /^snapshots\.0: /],
  ["a negative number", textOf(ROUND, { ...ROUND, risk_score: -0.1 }), /^snapshots\.1\.risk_score: /],
  ["a negative mass", textOf({ ...ROUND, unresolved_mass: -1 }), /^snapshots\.0\.unresolved_mass: /],
  ["a confidence above 1", textOf({ ...ROUND, mean_confidence: 1.01 }), /^snapshots\.0\.mean_confidence: /],
  ["a completion above 1", textOf({ ...ROUND, goal_completion: 2 }), /^snapshots\.0\.goal_completion: /],
  ["a number missing", textOf({ ...ROUND, goal_completion: undefined }), /^snapshots\.0\.goal_completion: /],
  ["a number as text", textOf({ ...ROUND, goal_completion: "1" }), /^snapshots\.0\.goal_completion: /],
  [
    "more unresolved than there is",
    textOf(ROUND, { ...ROUND, unresolved_mass: 2.1 }),
    /^snapshots\.1\.unresolved_mass: is more than total_mass$/,
  ],
])("%s is refused, naming the place", (_what, text, detail) => {
  expect(refusal(text)).toMatch(detail);
});
