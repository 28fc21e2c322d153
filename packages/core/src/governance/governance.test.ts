import { describe, expect, it } from "vitest";
import { newCaseState } from "../case/new-state.ts";
import type { CaseProposal, CaseState } from "../case/state.ts";
import { digestOf } from "../crypto/digest.ts";
import type { Digest, DocumentId, EventId, ScopeId, TenantId } from "../ids.ts";
import type { Extraction } from "../graph/types.ts";
import type { Action } from "../log/catalog.ts";
import { decideProposal, type Authorization } from "./decide.ts";
import { evaluatePolicy } from "./evaluate.ts";
import type { Condition, GovernancePolicy, Rule } from "./policy.ts";
import { propose, wasProposed } from "./propose.ts";
import type { PolicyInput } from "./types.ts";

const digest = "0".repeat(64) as Digest;
const scope = { tenant: "acme" as TenantId, scope: "crane" as ScopeId };

function rule(effect: Rule["effect"], when: readonly Condition[] = [], name: string = effect): Rule {
  return { name, effect, reason: `${name} applies`, when };
}

function policy(
  sets: readonly (readonly Rule[])[],
  mode: GovernancePolicy["mode"] = "autonomous",
): GovernancePolicy {
  return { version: 1, mode, digest, sets: sets.map((rules, index) => ({ name: `set ${index}`, rules })) };
}

const input: PolicyInput = {
  proposal: {
    id: "p",
    role: "facts",
    action: "extract",
    digest,
    expected_epoch: null,
    provenance: "untrusted",
  },
  agent: { id: "role:facts" },
  scope: { tenant: "acme", id: "crane", state: "ContextIngested", epoch: 2, mode: "autonomous" },
  drift: null,
  evidence: { statements: 12, risks: 0 },
};

describe("policy evaluation", () => {
  it("denies what no rule allows", () => {
    expect(evaluatePolicy(policy([[]]), input)).toMatchObject({
      effect: "deny",
      reason: "no rule allows it",
    });
  });

  it("takes the first applicable rule of a set", () => {
    const first = rule("allow", [{ path: "proposal.role", operator: "eq", operand: "facts" }], "first");
    expect(evaluatePolicy(policy([[first, rule("deny")]]), input)).toMatchObject({
      effect: "allow",
      reason: "first applies",
    });
  });

  it("lets a denial in any set override, and a hold override an allowance", () => {
    expect(evaluatePolicy(policy([[rule("allow")], [rule("deny")]]), input).effect).toBe("deny");
    expect(evaluatePolicy(policy([[rule("hold")], [rule("allow")]]), input).effect).toBe("hold");
  });

  it("records every set's answer, also that none applied", () => {
    const never = rule("deny", [{ path: "proposal.role", operator: "eq", operand: "status" }]);
    expect(evaluatePolicy(policy([[rule("allow")], [never]]), input).answers).toEqual([
      { engine: "yaml", set: "set 0", rule: "allow", effect: "allow" },
      { engine: "yaml", set: "set 1", rule: null, effect: null },
    ]);
  });

  const holds: [Condition["path"], Condition["operator"], Condition["operand"], boolean][] = [
    ["proposal.role", "eq", "facts", true],
    ["proposal.role", "not_eq", "facts", false],
    ["proposal.role", "in", ["status", "facts"], true],
    ["proposal.role", "in", "facts", false],
    ["proposal.role", "not_in", ["status"], true],
    ["proposal.role", "not_in", ["facts"], false],
    ["evidence.statements", "lt", 12, false],
    ["evidence.statements", "lte", 12, true],
    ["evidence.statements", "gt", 11, true],
    ["evidence.statements", "gte", 13, false],
    ["proposal.role", "gt", 1, false],
    ["drift.level", "eq", null, true],
    ["scope.epoch.deeper", "eq", null, true],
    ["evidence", "eq", null, true],
  ];
  for (const [path, operator, operand, expected] of holds) {
    it(`${path} ${operator} ${JSON.stringify(operand)} ${expected ? "holds" : "does not hold"}`, () => {
      const tested = policy([[rule("allow", [{ path, operator, operand }])]]);
      expect(evaluatePolicy(tested, input).effect).toBe(expected ? "allow" : "deny");
    });
  }
});

const yes: Authorization = {
  user: "role:facts",
  relation: "proposer",
  object: "state:acme/crane",
  allowed: true,
  model_digest: digest,
};

function submitted(state: CaseState, action: Action): CaseProposal {
  const { data } = propose(state, { role: "facts", action, reason: "because" });
  return {
    proposal: data,
    extraction: null,
    submittedSeq: 1,
    submittedId: "e" as EventId,
    approvedId: null,
    status: "submitted",
  };
}

const extract: Extract<Action, { kind: "extract" }> = {
  kind: "extract",
  document: "d".repeat(64) as DocumentId,
  received_seq: 2,
  extraction_digest: digest,
  statements: 3,
  risks: 0,
};

describe("decisions", () => {
  it("approves what is well-formed, fresh, authorized and admissible, and is the same bytes each time", () => {
    const state = newCaseState(scope);
    const entry = submitted(state, extract);
    const decision = decideProposal(state, entry, yes, policy([[rule("allow")]]));
    expect(decision).toMatchObject({
      effect: "allow",
      path: ["well-formed", "fresh", "authorized", "admissible", "mode"],
    });
    expect(decideProposal(state, entry, yes, policy([[rule("allow")]]))).toEqual(decision);
    const { digest: stated, ...rest } = decision;
    expect(digestOf(rest)).toBe(stated);
  });

  it("denies a proposal whose action is not the one that was digested", () => {
    const state = newCaseState(scope);
    const entry = submitted(state, extract);
    const forged = { ...entry, proposal: { ...entry.proposal, action: { ...extract, statements: 4 } } };
    expect(decideProposal(state, forged, yes, policy([[rule("allow")]]))).toMatchObject({
      effect: "deny",
      code: "malformed",
      authorization: null,
    });
  });

  it("denies an extraction that is not the one the action names, or that it miscounts", () => {
    const state = newCaseState(scope);
    const extraction = {
      document: extract.document,
      analyst: "a@1",
      statements: [],
      risks: [],
      evidence_kind: null,
    };
    const decide = (action: Partial<typeof extract>, sealed: Extraction = extraction) =>
      decideProposal(
        state,
        {
          ...submitted(state, {
            ...extract,
            statements: 0,
            extraction_digest: digestOf(extraction),
            ...action,
          }),
          extraction: sealed,
        },
        yes,
        policy([[rule("allow")]]),
      ).code;
    expect(decide({})).toBe("approved");
    expect(decide({}, { ...extraction, analyst: "b@1" })).toBe("malformed");
    expect(decide({ document: "e".repeat(64) as DocumentId })).toBe("malformed");
    expect(decide({ statements: 1 })).toBe("malformed");
    expect(decide({ risks: 1 })).toBe("malformed");
  });

  it("denies a transition made for another epoch, and never knowledge", () => {
    const state = newCaseState(scope);
    const transition = submitted(state, { kind: "mark_extracted" });
    const knowledge = submitted(state, extract);
    state.machine.epoch = 5;
    expect(decideProposal(state, transition, yes, policy([[rule("allow")]])).code).toBe("stale");
    expect(decideProposal(state, knowledge, yes, policy([[rule("allow")]])).effect).toBe("allow");
  });

  it("denies whom the authorizer does not know", () => {
    const state = newCaseState(scope);
    const decision = decideProposal(
      state,
      submitted(state, extract),
      { ...yes, allowed: false },
      policy([[rule("allow")]]),
    );
    expect(decision).toMatchObject({ effect: "deny", code: "unauthorized" });
  });

  it("holds everything in supervised mode, and passes on what policy holds", () => {
    const state = newCaseState(scope);
    const entry = submitted(state, extract);
    expect(decideProposal(state, entry, yes, policy([[rule("allow")]], "supervised"))).toMatchObject({
      effect: "hold",
      code: "supervised",
    });
    expect(decideProposal(state, entry, yes, policy([[rule("hold")]]))).toMatchObject({
      effect: "hold",
      code: "policy",
    });
  });

  it("shows the drift of a drift check to policy", () => {
    const state = newCaseState(scope);
    const none = { level: "none", mass: 0 } as const;
    const summary = {
      claims: 0,
      superseded: 0,
      unresolved_mass: 0,
      goals_resolved: 0,
      goals_total: 0,
      mean_confidence: 0,
    };
    const kinds = { contradiction: none, goal: none, factual: none, entropy: none };
    const drift = { epoch: 0, from_version: 0, to_version: 1, kinds, level: "none", summary } as const;
    const decision = decideProposal(
      state,
      submitted(state, { kind: "mark_drift_checked", drift }),
      yes,
      policy([[rule("allow")]]),
    );
    expect(decision.input.drift).toEqual({ level: "none" });
  });
});

describe("proposing", () => {
  it("names a proposal by what it proposes and on which state, and seals an extraction", () => {
    const state = newCaseState(scope);
    const extraction = {
      document: extract.document,
      analyst: "a@1",
      statements: [],
      risks: [],
      evidence_kind: null,
    };
    const draft = propose(state, { role: "facts", action: extract, reason: "read", extraction });
    expect(draft).toMatchObject({
      sealed: { document: extract.document, content: extraction },
      data: { provenance: "untrusted" },
    });
    expect(propose(state, { role: "facts", action: extract, reason: "read", extraction }).data.proposal).toBe(
      draft.data.proposal,
    );
  });

  it("remembers what was proposed at this epoch, unless it was overtaken", () => {
    const state = newCaseState(scope);
    const entry = submitted(state, { kind: "mark_extracted" });
    expect(wasProposed(state, "mark_extracted")).toBe(false);
    state.proposals.set(entry.proposal.proposal, entry);
    expect(wasProposed(state, "mark_extracted")).toBe(true);
    entry.status = "superseded";
    expect(wasProposed(state, "mark_extracted")).toBe(false);
  });
});
