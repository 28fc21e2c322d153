import { describe, expect, test } from "vitest";
import { digestOf, sha256Hex } from "../crypto/digest.ts";
import { day, documentId, priced, statement } from "../graph/graph.fixture.ts";
import type { EventId, ReviewId } from "../ids.ts";
import { propose } from "../governance/propose.ts";
import type { EventDraft } from "../log/event.ts";
import { later, NOON, received, TestLog } from "./log.fixture.ts";
import { caseDigest, caseReport, isSettled, knowledgeDigest, roundSummaries } from "./report.ts";
import { admit, configured, confirm, extract, PROVISIONED, wholeRound } from "./round.fixture.ts";

const report = (log: TestLog) => caseReport(log.state, NOON);

function resolvedCase(): TestLog {
  const log = new TestLog();
  log.append(configured({ clock: "case" }), PROVISIONED);
  wholeRound(log, "1.md", [priced(100, { confidence: 0.95 })]);
  for (const confirmation of [1, 2, 3]) confirm(log, confirmation);
  return log;
}

const certified = (log: TestLog): EventDraft => ({
  type: "finality.certified",
  data: {
    jws: "a.b.c",
    payload_digest: sha256Hex("payload"),
    evaluated_seq: log.state.evaluation?.seq ?? 0,
  },
});

describe("a report", () => {
  test("of a scope of which nothing is known", () => {
    expect(report(new TestLog())).toMatchObject({
      title: "crane",
      verdict: "ACTIVE",
      reason: "the scope's grants are not yet written",
      score: 0,
      rounds: 0,
      events: 0,
      head: { seq: 0, hash: "" },
      gates: {},
      certificate: null,
      bottleneck: null,
      trend: "unknown",
      eta_rounds: null,
      settled: false,
    });
  });

  test("says what the case waits for", () => {
    const log = new TestLog();
    log.append(configured(), PROVISIONED);
    expect(report(log).reason).toBe("no document has arrived");
    log.append(received("1.md"));
    expect(report(log).reason).toBe("a document is being read");
    admit(log, "2.md");
    expect(report(log).reason).toBe("round 1 is open");
  });

  test("carries the verdict with every number, and the trajectory", () => {
    const log = resolvedCase();
    const { v, history, ...rest } = report(log);
    expect(rest).toMatchObject({
      title: "Harbour crane",
      verdict: "RESOLVED",
      score: 1,
      rounds: 1,
      decisions: { approved: 1, rejected: 0, held: 0 },
      next: [],
      bottleneck: "claim_confidence",
    });
    expect(v).toEqual([0]);
    expect(history).toHaveLength(1);
    expect(rest.head).toEqual({ seq: log.records.length, hash: log.records.at(-1)?.hash });
  });

  test("shows dead letters, duplicates and open reviews", () => {
    const log = new TestLog();
    const letter = {
      handler: "facts-reader",
      event_seq: 1,
      event_id: "event-1" as EventId,
      event_type: "document.received",
      code: "SYN_DOCUMENT_TYPE",
      class: "terminal",
      cause: "no text",
      failures: 1,
      crashes: 0,
    } as const;
    const review = {
      review: "review-1" as ReviewId,
      about: "verdict",
      proposal: null,
      binding: sha256Hex("binding"),
      question: "What shall be done?",
      options: ["approve", "defer"],
      required_relation: "approver",
      quorum: 1,
      expires_at: later(60),
      default: "deny",
      high_impact: false,
    } as const;
    log.append(
      received("a.md"),
      { type: "document.duplicated", data: { document: documentId("a.md"), name: "b.md" } },
      {
        type: "document.refused",
        data: { name: "x.bin", size: 3, code: "SYN_TOO_LARGE", cause: "too large" },
      },
      { type: "delivery.dead_lettered", data: { ...letter, document: documentId("a.md") } },
      { type: "delivery.dead_lettered", data: { ...letter, document: null } },
      { type: "review.requested", data: review },
      { type: "review.requested", data: { ...review, review: "review-2" as ReviewId } },
      { type: "review.voided", data: { review: review.review, reason: "judged anew" } },
    );
    expect(report(log)).toMatchObject({
      dead_letters: [
        { doc: "x.bin", code: "SYN_TOO_LARGE" },
        { doc: "a.md", code: "SYN_DOCUMENT_TYPE" },
        { doc: "document.received", code: "SYN_DOCUMENT_TYPE" },
      ],
      duplicates: [{ doc: "b.md", of: "a.md" }],
      reviews: [{ id: "review-2", about: "verdict", options: ["approve", "defer"] }],
    });
  });

  test("shows the certificate that stands, and none that was overtaken", () => {
    const log = resolvedCase();
    expect(report(log)).toMatchObject({ certificate: null, settled: false });
    log.append(certified(log));
    expect(report(log)).toMatchObject({ certificate: "a.b.c", certificates: 1, settled: true });
    admit(log, "2.md");
    expect(report(log)).toMatchObject({ certificate: null, certificates: 1, settled: false });
  });
});

describe("rounds in a line each", () => {
  test("say what each added and where V went", () => {
    const log = new TestLog();
    log.append(configured(), PROVISIONED);
    wholeRound(log, "1.md", [priced(100)]);
    wholeRound(log, "2.md", [priced(120)]);
    wholeRound(log, "3.md", []);
    wholeRound(log, "4.md", [priced(120, { correction: { cue: "settled", replaces: null } })], {
      date: day("2026-05-01"),
    });
    admit(log, "5.md");
    const summaries = roundSummaries(log.state);
    expect(summaries.map(({ trend }) => trend)).toEqual(["unknown", "worsening", "flat", "improving"]);
    expect(JSON.stringify(summaries)).toContain('"4.md"');
    expect(summaries).toHaveLength(4);
  });
});

describe("a case is settled", () => {
  test("when nothing is left to do by itself", () => {
    const log = new TestLog();
    expect(isSettled(log.state)).toBe(false);
    log.append(PROVISIONED);
    expect(isSettled(log.state)).toBe(true);
    log.append(propose(log.state, { role: "facts", action: { kind: "mark_extracted" }, reason: "done" }));
    expect(isSettled(log.state)).toBe(false);
  });

  test("not while a document waits, and not before the last look", () => {
    const log = new TestLog();
    log.append(configured({ clock: "case" }), PROVISIONED, received("1.md"));
    expect(isSettled(log.state)).toBe(false);
    const open = new TestLog();
    open.append(configured({ clock: "case" }), PROVISIONED);
    const document = admit(open, "1.md");
    expect(isSettled(open.state)).toBe(false);
    extract(open, document, []);
    expect(isSettled(open.state)).toBe(false);
    const looked = resolvedCase();
    looked.append(configured({ clock: "case", goals: [] }));
    expect(isSettled(looked.state)).toBe(false);
  });

  test("without a certificate only if none is due", () => {
    const log = new TestLog();
    log.append(configured({ clock: "case" }), PROVISIONED);
    wholeRound(log, "1.md", []);
    expect(isSettled(log.state)).toBe(false);
    for (const confirmation of [1, 2, 3]) confirm(log, confirmation);
    expect(isSettled(log.state)).toBe(true);
  });
});

describe("digests", () => {
  test("of knowledge leave out the verdict; of a case they hold it, its gates and the score to 1e-9", () => {
    const knowledge = report(resolvedCase());
    const { claims, contradictions, goals, risks, evidence } = knowledge;
    expect(knowledgeDigest(knowledge)).toBe(digestOf({ claims, contradictions, goals, risks, evidence }));
    const outcome = {
      verdict: "RESOLVED",
      score: 0.9 + 1e-12,
      gates: { A: { pass: true, reason: "so" }, B: { pass: false, reason: "not so" } },
    } as const;
    const expected = digestOf({
      claims,
      contradictions,
      goals,
      risks,
      evidence,
      gates: { A: true, B: false },
      verdict: "RESOLVED",
      score: 0.9,
    });
    expect(caseDigest(knowledge, outcome)).toBe(expected);
    const reworded = { ...outcome, gates: { ...outcome.gates, A: { pass: true, reason: "in other words" } } };
    expect(caseDigest(knowledge, reworded)).toBe(expected);
    expect(caseDigest(knowledge, { ...outcome, score: 0.9 + 1e-8 })).not.toBe(expected);
  });
});

describe("what to do next", () => {
  test("names what would bring the case further", () => {
    const log = new TestLog();
    log.append(
      configured({
        clock: "live",
        goals: [{ id: "weight", text: "Establish the weight", about: ["weight"] }],
        evidence: [
          { kind: "offer", max_age_days: null },
          { kind: "note", max_age_days: 1 },
        ],
      }),
      PROVISIONED,
      {
        type: "document.refused",
        data: { name: "x.bin", size: 3, code: "SYN_DOCUMENT_TYPE", cause: "no text" },
      },
    );
    wholeRound(log, "1.md", [priced(100), priced(120)], { date: day("2026-01-01") });
    const next = report(log).next.join("\n");
    expect(next).toContain("Settle the total price of harbour crane: EUR");
    expect(next).toContain("Add a document of kind offer.");
    expect(next).toContain("Bring a newer document of kind note: the last is 151 days old.");
    expect(next).toContain('Nothing answers the goal "Establish the weight"');
    expect(next).toContain("Mend x.bin and bring it again: no text.");
  });

  test("lists no more than a person reads", () => {
    const log = new TestLog();
    const goals = Array.from({ length: 7 }, (_, index) => ({
      id: `${index}`,
      text: `Goal ${index}`,
      about: ["x"],
    }));
    log.append(configured({ goals, evidence: [{ kind: "note", max_age_days: 1 }] }), PROVISIONED);
    for (let index = 0; index < 7; index += 1) {
      log.append({
        type: "document.refused",
        data: { name: `${index}.bin`, size: 3, code: "SYN_DOCUMENT_TYPE", cause: "no text" },
      });
    }
    wholeRound(
      log,
      "1.md",
      [1, 2, 4, 8].map((number) => priced(number)),
    );
    const { next } = report(log);
    expect(next.filter((line) => line.startsWith("Settle the"))).toHaveLength(5);
    expect(next).toContain("Settle 1 more contradictions.");
    expect(next.filter((line) => line.startsWith("Nothing answers"))).toHaveLength(5);
    expect(next).toContain("Mend 2 more documents.");
    expect(next).toContain("Bring a newer document of kind note: the last is undated.");
  });

  test("asks for dead documents again, unless they were replaced", () => {
    const log = new TestLog();
    const dead = (name: string): EventDraft => ({
      type: "delivery.dead_lettered",
      data: {
        handler: "facts-reader",
        event_seq: 1,
        event_id: "event-1" as EventId,
        event_type: "document.received",
        document: documentId(name),
        code: "SYN_DOCUMENT_TYPE",
        class: "terminal",
        cause: "no text",
        failures: 1,
        crashes: 0,
      },
    });
    log.append(received("a.md"), received("b.md"), dead("a.md"), dead("b.md"));
    log.append(received("b.md, again", { name: "b.md", supersedes: documentId("b.md") }), {
      type: "document.refused",
      data: { name: "a.md", size: 3, code: "SYN_DOCUMENT_TYPE", cause: "refused once" },
    });
    expect(report(log).next).toEqual(["Mend a.md and bring it again: no text."]);
  });

  test("of a claim whose text was erased nothing can be asked", () => {
    const log = new TestLog();
    log.append(configured({ goals: [] }), PROVISIONED);
    wholeRound(log, "1.md", [priced(100), statement({ value: { type: "number", number: 120 } })]);
    log.state.graph.claims.clear();
    expect(report(log).next).toEqual([]);
  });
});
