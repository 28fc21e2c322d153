import { expect, test } from "vitest";
import { digestOf, sha256Hex } from "../crypto/digest.ts";
import { DEFAULT_FINALITY_POLICY as policy } from "../finality/policy.ts";
import { day, documentId, priced } from "../graph/graph.fixture.ts";
import type { ReviewId } from "../ids.ts";
import { assess } from "./assess.ts";
import { certificatePayload } from "./certificate-payload.ts";
import { caseDay } from "./day.ts";
import { evaluateCase } from "./evaluate.ts";
import { later, NOON, received, TestLog } from "./log.fixture.ts";
import { admit, configured, confirm, extract, PROVISIONED, wholeRound } from "./round.fixture.ts";

const look = (confirmation = 0, more = false, now = NOON) => ({ confirmation, more, now });

function settledCase(clock: "case" | "live"): TestLog {
  const log = new TestLog();
  log.append(configured({ clock }), PROVISIONED);
  wholeRound(log, "1.md", [priced(100, { confidence: 0.95 })], { date: day("2026-05-01") });
  return log;
}

test("a settled case resolves after its confirmations, and says on which evidence", () => {
  const log = settledCase("case");
  expect(log.state.evaluation?.evaluation).toMatchObject({
    verdict: "ACTIVE",
    final: false,
    confirmation: 0,
  });
  for (const confirmation of [1, 2, 3]) confirm(log, confirmation);
  const evidence = log.opened.find(({ type }) => type === "knowledge.changed");
  expect(log.state.evaluation?.evaluation).toMatchObject({
    verdict: "RESOLVED",
    final: true,
    round: 1,
    last_evidence: evidence?.id,
    policy_digest: policy.digest,
  });
});

test("the look that closes a round is its point; confirmations are none", () => {
  const log = new TestLog();
  log.append(configured());
  const document = admit(log, "1.md");
  extract(log, document, [priced(100)]);
  expect(evaluateCase(log.state, look(), policy).reading.trend).toBe("unknown");
  wholeRound(log, "2.md", []);
  const evaluation = evaluateCase(log.state, look(1), policy);
  expect(evaluation.round).toBe(2);
  expect(evaluation.gates.A).toEqual({ pass: false, reason: "2 looks so far, 3 are needed to tell" });
});

test("where the clock stands no time passes; where it lives, silence is measured from the last receipt and change", () => {
  const live = settledCase("live");
  live.now = later(5);
  live.append(received("2.md"));
  expect(evaluateCase(live.state, look(0, false, later(15)), policy).idle).toEqual({
    cycles: 0,
    ms_since_change: 15 * 60_000,
    ms_since_activity: 10 * 60_000,
  });
  expect(evaluateCase(live.state, look(0, false, later(-15)), policy).idle.ms_since_activity).toBe(0);
  const standing = settledCase("case");
  expect(evaluateCase(standing.state, look(2, false, later(15)), policy).idle).toEqual({
    cycles: 2,
    ms_since_change: 0,
    ms_since_activity: 0,
  });
  expect(evaluateCase(new TestLog().state, look(), policy).idle).toEqual({
    cycles: 0,
    ms_since_change: 0,
    ms_since_activity: 0,
  });
});

test("nothing is final while documents wait, nor before the confirmations where the clock stands", () => {
  expect(evaluateCase(settledCase("live").state, look(0, true), policy).final).toBe(false);
  expect(evaluateCase(settledCase("live").state, look(), policy).final).toBe(true);
  expect(evaluateCase(settledCase("case").state, look(2), policy).final).toBe(false);
  expect(evaluateCase(settledCase("case").state, look(3), policy).final).toBe(true);
  const empty = new TestLog();
  empty.append(configured({ clock: "case" }));
  expect(evaluateCase(empty.state, look(), policy)).toMatchObject({
    final: true,
    verdict: "ACTIVE",
    last_evidence: null,
  });
});

test("an open review of high impact closes gate P", () => {
  const log = settledCase("case");
  log.append({
    type: "review.requested",
    data: {
      review: "review-1" as ReviewId,
      about: "proposal",
      proposal: null,
      binding: sha256Hex("binding"),
      question: "May it?",
      options: ["approve"],
      required_relation: "approver",
      quorum: 1,
      expires_at: later(60),
      default: "deny",
      high_impact: true,
    },
  });
  expect(evaluateCase(log.state, look(1), policy).gates.P.pass).toBe(false);
});

test("the case's day is as_of, today, or the newest document that still stands", () => {
  const log = new TestLog();
  expect(caseDay(log.state, NOON)).toBe("2026-06-01");
  log.append(configured({ clock: "case" }));
  expect(caseDay(log.state, NOON)).toBeNull();
  log.append(
    received("1.md", { date: day("2026-03-01") }),
    received("2.md", { date: day("2026-02-01") }),
    received("undated.md"),
    received("3.md", { date: day("2026-05-01") }),
    received("3.md, again", { name: "3.md", supersedes: documentId("3.md") }),
  );
  expect(caseDay(log.state, NOON)).toBe("2026-03-01");
  log.append(configured({ clock: "case", as_of: day("2026-01-01") }));
  expect(caseDay(log.state, NOON)).toBe("2026-01-01");
});

test("an assessment is known by its goals and their claims", () => {
  const log = new TestLog();
  expect(assess(log.state).goals).toEqual([]);
  log.append(configured());
  const before = assess(log.state);
  wholeRound(log, "1.md", [priced(100)]);
  const after = assess(log.state);
  expect(before.goals).toMatchObject([{ reached: false }]);
  expect(after.goals).toMatchObject([{ reached: true }]);
  expect(after.digest).not.toBe(before.digest);
  expect(assess(log.state)).toEqual(after);
});

test("a certificate of a case without a word of its owner states the empty evidence schema", () => {
  const { evaluation } = settledCase("case").state;
  if (evaluation === null) throw new Error("the case was judged");
  const context = { issuedAt: NOON, governance: sha256Hex("g"), authorizationModel: sha256Hex("m") };
  expect(certificatePayload(new TestLog().state, evaluation, context)).toMatchObject({
    policies: { evidence_schema: digestOf([]), finality: policy.digest },
    as_of: { recorded: NOON },
    trajectory: [],
    previous: null,
  });
  const open = settledCase("case");
  admit(open, "2.md");
  expect(certificatePayload(open.state, evaluation, context).trajectory).toHaveLength(1);
});
