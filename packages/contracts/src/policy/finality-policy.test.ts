import { readFileSync } from "node:fs";
import { DEFAULT_FINALITY_POLICY, FINALITY_DEFAULTS, SynodError } from "@synod/core";
import { expect, test } from "vitest";
import { parseFinalityPolicy } from "./finality-policy.ts";

const refusal = (text: string): string => {
  try {
    parseFinalityPolicy(text);
  } catch (thrown) {
    if (thrown instanceof SynodError && thrown.code === "SYN_POLICY_INVALID") return thrown.detail;
    throw thrown;
  }
  return "none";
};

test("the policy that ships is the published one, digest and all", () => {
  const file = new URL("../../../../infra/policies/finality.yaml", import.meta.url);
  expect(parseFinalityPolicy(readFileSync(file, "utf8"))).toEqual(DEFAULT_FINALITY_POLICY);
});

test("what a policy leaves out is as published", () => {
  expect(parseFinalityPolicy("version: 1\n")).toEqual(DEFAULT_FINALITY_POLICY);
  const changed = parseFinalityPolicy("version: 2\nescalated: { risk_min: 0.5 }\n");
  expect(changed.escalated).toEqual({ ...FINALITY_DEFAULTS.escalated, risk_min: 0.5 });
  expect(changed.digest).not.toBe(DEFAULT_FINALITY_POLICY.digest);
});

test("a scope's policy goes over its tenant's", () => {
  const tenants = parseFinalityPolicy(
    "version: 7\nreview: { score_min: 0.3 }\nresolved: { approvals_min: 2 }\n",
  );
  const scopes = parseFinalityPolicy("version: 8\nresolved: { score_min: 0.95 }\n", tenants);
  expect(scopes.review.score_min).toBe(0.3);
  expect(scopes.resolved).toMatchObject({ approvals_min: 2, score_min: 0.95 });
  expect(() => parseFinalityPolicy("review: { score_min: 0.3 }\n", tenants)).toThrow("line 1: version");
});

test("a list of conditions replaces the published one", () => {
  const text =
    "version: 1\nresolved:\n  conditions:\n    - { metric: approvals, at_least: 2, human_only: true }\n    - { metric: risk, below: 0.1 }\n";
  expect(parseFinalityPolicy(text).resolved.conditions).toEqual([
    { metric: "approvals", operator: "at_least", bound: 2, human_only: true },
    { metric: "risk", operator: "below", bound: 0.1, human_only: false },
  ]);
});

test("the same policy written otherwise has the same digest", () => {
  const text = "# a comment\nreview:\n  score_min: 4.0e-1\nversion: 1\n";
  expect(parseFinalityPolicy(text).digest).toBe(DEFAULT_FINALITY_POLICY.digest);
});

test("every error is told, each with its line", () => {
  const text = [
    "version: 0",
    "weights:",
    "  goal_completion: 2",
    "resolved:",
    "  conditions:",
    "    - { metric: goals, at_least: 90 }",
    "    - { metric: mood, below: 1 }",
    "    - { metric: risk }",
    "    - { metric: risk, below: 0.2, at_most: 0.1 }",
    "foo: 1",
  ].join("\n");
  const errors = refusal(text)
    .split("; ")
    .map((error) => error.replace(/: .*/, ""));
  // Line 3 twice: the weight itself, and the sum that it spoils.
  expect(errors).toEqual(["line 1", "line 3", "line 3", "line 6", "line 7", "line 8", "line 9", "line 10"]);
});

test.each<[string, string, string]>([
  [
    "weights that do not add up",
    "version: 1\n\nweights: { goal_completion: 0.3 }\n",
    "line 3: weights: the weights do not add up to 1",
  ],
  [
    "a review above RESOLVED",
    "version: 1\nreview:\n  score_min: 0.95\n",
    "line 3: review.score_min: is above the score that RESOLVED needs",
  ],
  [
    "a share above 1",
    "version: 1\nresolved:\n  conditions:\n    - metric: goals\n      at_least: 90\n",
    "line 5: resolved.conditions.0.at_least: goals is never above 1",
  ],
  [
    "two bounds",
    "version: 1\nresolved:\n  conditions:\n    - { metric: risk, below: 1, at_most: 1 }\n",
    "line 4: resolved.conditions.0: needs exactly one of at_least, at_most, below",
  ],
  [
    "an unknown key",
    "version: 1\ntrajectory:\n  rate:\n    speed: 1\n",
    'line 4: trajectory.rate.speed: Unrecognized key: "speed"',
  ],
  [
    "an empty section",
    "version: 1\nreview:\n",
    "line 2: review: Invalid input: expected object, received null",
  ],
  [
    "a key of the language",
    "version: 1\n__proto__:\n  x: 1\n",
    'line 3: __proto__: Unrecognized key: "__proto__"',
  ],
])("%s is refused", (_what, text, detail) => {
  expect(refusal(text)).toBe(detail);
});

test.each<[string, string]>([
  ["nothing", ""],
  ["a list", "- version: 1\n"],
  ["NaN", "version: 1\nreview: { score_min: .nan }\n"],
  ["a text for a number", "version: 1\nreview: { score_min: high }\n"],
  ["broken YAML", "version: [1\n"],
  ["a key twice", "version: 1\nversion: 2\n"],
])("%s is refused with a line", (_what, text) => {
  expect(refusal(text)).toMatch(/^line \d+: /);
});
