import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Snapshot } from "../convergence/types.ts";
import { BINDING, inputOf, levelled, SETTLED } from "./input.fixture.ts";
import { DEFAULT_FINALITY_POLICY as policy, type FinalityPolicy, type ResolvedCondition } from "./policy.ts";
import type { FinalityInput } from "./types.ts";
import { verdictOf } from "./verdict.ts";

const DAY_MS = 86_400_000;
const judge = (snapshot: Snapshot, overrides: Partial<FinalityInput> = {}, by: FinalityPolicy = policy) =>
  verdictOf(inputOf([snapshot], overrides, by), by);
const idle = (cycles: number, ms_since_change: number, ms_since_activity: number = ms_since_change) => ({
  idle: { cycles, ms_since_change, ms_since_activity },
});
/** Some rounds without progress at this score; too few contradictions to escalate. */
const stalled = (level: number) => inputOf(Array.from({ length: 8 }, () => levelled(level)));

describe("RESOLVED", () => {
  test("needs the score, every condition and every gate", () => {
    const result = judge(SETTLED);
    expect(result).toMatchObject({
      verdict: "RESOLVED",
      reason: "score 1, every condition and every gate holds",
    });
    expect(Object.values(result.gates).every(({ pass }) => pass)).toBe(true);
    expect(result.conditions.map(({ name, actual, required }) => `${name} ${actual} ${required}`)).toEqual([
      "minimum confidence 0.86 ≥ 0.85",
      "unresolved contradictions 0 ≤ 0",
      "critical risks 0 ≤ 0",
      "goals 1 ≥ 0.9",
      "risk 0 < 0.2",
    ]);
  });

  test.each<[string, Partial<Snapshot>, string]>([
    [
      "a weak claim",
      { claims: { count: 3, mean_confidence: 0.9, min_confidence: 0.84 } },
      "minimum confidence is 0.84, required ≥ 0.85",
    ],
    ["a critical risk", { risks: { critical: 1, score: 0.1 } }, "critical risks is 1, required ≤ 0"],
    ["too much risk", { risks: { critical: 0, score: 0.2 } }, "risk is 0.2, required < 0.2"],
    ["a goal in ten too many", { goals: { total: 100, resolved: 89 } }, "goals is 0.89, required ≥ 0.9"],
    [
      "a contradiction without mass",
      { contradictions: { total: 1, unresolved: 1, total_mass: 0, unresolved_mass: 0 } },
      "unresolved contradictions is 1, required ≤ 0",
    ],
    [
      "missing evidence",
      { evidence: { coverage: 0.5, stale: 0 } },
      "gate B: coverage 0.5, 0 stale, unresolved mass 0: required are 1, 0 and 0",
    ],
  ])("is refused for %s", (_what, part, reason) => {
    expect(judge({ ...SETTLED, ...part })).toMatchObject({ verdict: "ACTIVE", reason });
  });

  test("is refused below 0.92 though every condition and gate holds", () => {
    const snapshot: Snapshot = {
      ...SETTLED,
      claims: { count: 3, mean_confidence: 0.85, min_confidence: 0.85 },
      goals: { total: 10, resolved: 9 },
      risks: { critical: 0, score: 0.19 },
    };
    // 0.3 + 0.3 + 0.25·0.9 + 0.15·0.81 = 0.9465
    expect(judge(snapshot).verdict).toBe("RESOLVED");
    const strict = { ...policy, resolved: { ...policy.resolved, score_min: 0.95 } };
    const reading = { ...inputOf([snapshot]).reading, plateau: false };
    expect(judge(snapshot, { reading }, strict)).toMatchObject({
      verdict: "ACTIVE",
      reason: "score is 0.9465, required ≥ 0.95",
    });
  });

  test("is refused while a high-impact review is open", () => {
    expect(judge(SETTLED, { highImpactReviewsOpen: 1 })).toMatchObject({
      verdict: "ACTIVE",
      reason: "gate P: 1 high-impact review still open",
    });
  });

  test("needs as many people as the policy says", () => {
    const two = { ...policy, resolved: { ...policy.resolved, approvals_min: 2 } };
    const ana = { by: "user:ana", allowed: true, binding: BINDING };
    const approved = (approvals: FinalityInput["approvals"]) =>
      judge(levelled(0.5), { approvals }, two).verdict;
    expect(approved([ana, ana])).not.toBe("RESOLVED");
    expect(approved([ana, { ...ana, by: "user:ben" }])).toBe("RESOLVED");
  });

  test("by a person comes before every other verdict", () => {
    const approvals = [{ by: "user:ana", allowed: true, binding: BINDING }];
    expect(judge(levelled(0.1), { approvals, ...idle(50, 90 * DAY_MS) }).verdict).toBe("RESOLVED");
  });
});

describe("EXPIRED", () => {
  test("after 30 days without activity, and not a millisecond sooner", () => {
    expect(judge(levelled(0.5), idle(3, 0, 30 * DAY_MS))).toMatchObject({
      verdict: "EXPIRED",
      reason: "no activity for 30 days",
    });
    expect(judge(levelled(0.5), idle(3, 0, 30 * DAY_MS - 1)).verdict).not.toBe("EXPIRED");
  });

  test("not if the case is settled", () => {
    expect(judge(SETTLED, idle(3, 0, 31 * DAY_MS)).verdict).toBe("RESOLVED");
  });
});

describe("BLOCKED", () => {
  const lacking: Snapshot = { ...SETTLED, goals: { total: 2, resolved: 1 } };

  test("after 5 idle cycles and 5 minutes without change, with something unresolved", () => {
    expect(judge(lacking, idle(5, 300_000))).toMatchObject({
      verdict: "BLOCKED",
      reason: "1 goal unresolved, no change for 5 minutes and 5 idle cycles",
    });
    expect(judge(lacking, idle(4, 300_000)).verdict).not.toBe("BLOCKED");
    expect(judge(lacking, idle(5, 299_999)).verdict).not.toBe("BLOCKED");
  });

  test("names contradictions and goals", () => {
    const both: Snapshot = {
      ...lacking,
      contradictions: { total: 2, unresolved: 2, total_mass: 0.2, unresolved_mass: 0.2 },
    };
    expect(judge(both, idle(6, 3_600_000)).reason).toBe(
      "2 contradictions and 1 goal unresolved, no change for 1 hour and 6 idle cycles",
    );
    const contradiction: Snapshot = {
      ...SETTLED,
      contradictions: { total: 1, unresolved: 1, total_mass: 0.1, unresolved_mass: 0.1 },
    };
    expect(judge(contradiction, idle(6, 3_600_000)).reason).toMatch(/^1 contradiction unresolved,/);
  });

  test("not if nothing is unresolved: then only evidence is missing", () => {
    const snapshot: Snapshot = { ...SETTLED, evidence: { coverage: 0.5, stale: 0 } };
    expect(judge(snapshot, idle(5, 300_000)).verdict).toBe("ACTIVE");
  });
});

describe("ESCALATED", () => {
  test.each<[string, Snapshot, Partial<FinalityInput>, string]>([
    ["risk of 0.75", { ...SETTLED, risks: { critical: 0, score: 0.75 } }, {}, "risk 0.75, bound 0.75"],
    [
      "three unresolved contradictions",
      { ...SETTLED, contradictions: { total: 3, unresolved: 3, total_mass: 1, unresolved_mass: 0.3 } },
      {},
      "3 contradictions unresolved",
    ],
    [
      "two critical assessments",
      { ...levelled(0.5), critical_assessments: 2 },
      {},
      "2 critical assessments unaddressed",
    ],
    ["ten idle cycles", levelled(0.5), idle(10, 0), "10 idle cycles"],
  ])("for %s", (_what, snapshot, overrides, reason) => {
    expect(judge(snapshot, overrides)).toMatchObject({ verdict: "ESCALATED", reason });
  });

  test.each<[string, Snapshot, Partial<FinalityInput>]>([
    ["risk below 0.75", { ...SETTLED, risks: { critical: 0, score: 0.749 } }, {}],
    [
      "two contradictions",
      { ...SETTLED, contradictions: { total: 3, unresolved: 2, total_mass: 1, unresolved_mass: 0.3 } },
      {},
    ],
    ["one critical assessment", { ...levelled(0.3), critical_assessments: 1 }, {}],
    ["nine idle cycles", levelled(0.3), idle(9, 0)],
  ])("not for %s", (_what, snapshot, overrides) => {
    expect(judge(snapshot, overrides).verdict).not.toBe("ESCALATED");
  });

  test("for divergence only with three points, and below −0.05 only", () => {
    const reading = { ...inputOf([levelled(0.5)]).reading, rate: -0.06 };
    const at = (rate: number, points: number) =>
      judge(levelled(0.5), { points, reading: { ...reading, rate } }).verdict;
    expect(at(-0.06, 3)).toBe("ESCALATED");
    expect(at(-0.06, 2)).not.toBe("ESCALATED");
    expect(at(-0.05, 3)).not.toBe("ESCALATED");
  });

  test("says every cause", () => {
    const snapshot: Snapshot = { ...SETTLED, risks: { critical: 2, score: 0.8 }, critical_assessments: 3 };
    expect(judge(snapshot).reason).toBe("risk 0.8, bound 0.75; 3 critical assessments unaddressed");
  });
});

describe("REVIEW", () => {
  test("for a plateau from 0.40 to below 0.92", () => {
    // A hair above, so that the sum of the four dimensions does not round below the bound
    expect(verdictOf(stalled(0.4 + 1e-12), policy).verdict).toBe("REVIEW");
    expect(verdictOf(stalled(0.39), policy).verdict).toBe("ACTIVE");
    expect(verdictOf(stalled(0.91), policy).reason).toBe(
      "score 0.91, and no progress in the last 10 looks; most is missing in claim confidence",
    );
    expect(verdictOf(stalled(0.93), policy).verdict).toBe("ACTIVE");
  });

  test("not while there is progress", () => {
    const input = stalled(0.7);
    expect(verdictOf({ ...input, reading: { ...input.reading, plateau: false } }, policy).verdict).toBe(
      "ACTIVE",
    );
  });

  const approval: ResolvedCondition = {
    metric: "approvals",
    operator: "at_least",
    bound: 1,
    human_only: true,
  };
  const asking: FinalityPolicy = {
    ...policy,
    resolved: { ...policy.resolved, conditions: [...policy.resolved.conditions, approval] },
  };

  test("if only what a person must do is left", () => {
    expect(judge(SETTLED, {}, asking)).toMatchObject({
      verdict: "REVIEW",
      reason: "only a person can settle what is left: approvals is 0, required ≥ 1",
    });
  });

  test("not if anything else is left too, or the score is below 0.40", () => {
    expect(judge({ ...SETTLED, risks: { critical: 1, score: 0.1 } }, {}, asking).verdict).toBe("ACTIVE");
    const low = { ...asking, review: { score_min: 1.1 } };
    expect(judge(SETTLED, {}, low).verdict).toBe("ACTIVE");
  });
});

test("the verdict follows from the input alone, and RESOLVED never stands beside a closed gate or a failed condition", () => {
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  const count = fc.nat({ max: 4 });
  fc.assert(
    fc.property(
      part,
      count,
      part,
      count,
      part,
      part,
      count,
      fc.nat({ max: 12 }),
      (confidence, unresolved, mass, goals, risk, coverage, stale, cycles) => {
        const snapshot: Snapshot = {
          claims: { count: goals, mean_confidence: confidence, min_confidence: confidence },
          contradictions: {
            total: 4,
            unresolved,
            total_mass: 1,
            unresolved_mass: unresolved === 0 ? 0 : mass,
          },
          goals: { total: 4, resolved: goals },
          risks: { critical: 0, score: risk / 3 },
          evidence: { coverage: Math.round(coverage), stale: stale % 2 },
          critical_assessments: 0,
        };
        const input = inputOf([SETTLED, snapshot], idle(cycles, cycles * 100_000));
        const result = verdictOf(input, policy);
        expect(verdictOf(structuredClone(input), policy)).toEqual(result);
        expect(result.reason).not.toBe("");
        const clear =
          Object.values(result.gates).every(({ pass }) => pass) &&
          result.conditions.every(({ pass }) => pass);
        expect(result.verdict === "RESOLVED").toBe(clear && input.point.score >= 0.92);
      },
    ),
    { numRuns: 300 },
  );
});
