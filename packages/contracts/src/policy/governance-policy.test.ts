import { SynodError } from "@synod/core";
import { expect, test } from "vitest";
import { parseGovernancePolicy } from "./governance-policy.ts";

const policyOf = (condition: string) => `version: 1
mode: autonomous
sets:
  - name: roles
    rules:
      - name: facts
        effect: allow
        reason: facts may
        when:
          - ${condition}
`;

const refusal = (text: string): string => {
  try {
    parseGovernancePolicy(text);
  } catch (thrown) {
    if (thrown instanceof SynodError && thrown.code === "SYN_POLICY_INVALID") return thrown.detail;
    throw thrown;
  }
  return "none";
};

test.each([
  ["{ path: proposal.role, eq: facts }", { operator: "eq", operand: "facts" }],
  ["{ path: drift.level, eq: null }", { operator: "eq", operand: null }],
  ["{ path: evidence.statements, gte: 5 }", { operator: "gte", operand: 5 }],
  ["{ path: proposal.role, not_in: [facts, drift] }", { operator: "not_in", operand: ["facts", "drift"] }],
])("a condition %s is read as its one operator", (text, condition) => {
  expect(parseGovernancePolicy(policyOf(text)).sets[0]?.rules[0]?.when).toMatchObject([condition]);
});

test("a rule without a condition always applies, and the digest is that of what was said, not how", () => {
  const text = policyOf("{ path: proposal.role, eq: facts }");
  const bare = text.slice(0, text.indexOf("        when:"));
  expect(parseGovernancePolicy(bare).sets[0]?.rules[0]?.when).toEqual([]);
  const reworded = text.replace("{ path: proposal.role, eq: facts }", "{ eq: 'facts', path: proposal.role }");
  expect(parseGovernancePolicy(`# a comment\n${reworded}`).digest).toBe(parseGovernancePolicy(text).digest);
  expect(parseGovernancePolicy(text.replace("allow", "deny")).digest).not.toBe(
    parseGovernancePolicy(text).digest,
  );
});

test.each([
  [
    "two operators",
    policyOf("{ path: proposal.role, eq: facts, lt: 3 }"),
    /^line 10: .*needs exactly one operator/,
  ],
  ["no operator", policyOf("{ path: proposal.role }"), /^line 10: .*needs exactly one operator/],
  ["an unknown operator", policyOf("{ path: proposal.role, like: facts }"), /^line 10: .*like/],
  ["a size that is no number", policyOf("{ path: evidence.statements, gt: many }"), /^line 10: /],
  ["an empty list", policyOf("{ path: proposal.role, in: [] }"), /^line 10: /],
  ["a path with a bracket", policyOf("{ path: 'proposal[0]', eq: 1 }"), /^line 10: /],
  ["an unknown effect", policyOf("{ path: a, eq: 1 }").replace("allow", "permit"), /^line 7: /],
  ["an unknown mode", policyOf("{ path: a, eq: 1 }").replace("autonomous", "free"), /^line 2: /],
  ["no set", "version: 1\nmode: autonomous\nsets: []\n", /^line 3: /],
  ["a second value of one key", "version: 1\nversion: 2\n", /^line 2: /],
])("%s is refused with its line", (_what, text, detail) => {
  expect(refusal(text)).toMatch(detail);
});
