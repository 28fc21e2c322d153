import { describe, expect, test } from "vitest";
import { sha256Hex } from "../crypto/digest.ts";
import { documentId, priced } from "../graph/graph.fixture.ts";
import type { EventId, ProposalId, ReviewId } from "../ids.ts";
import type { Action } from "../log/catalog.ts";
import type { EventDraft } from "../log/event.ts";
import { propose } from "../governance/propose.ts";
import { foldEvent, IDLE_TIMER } from "./fold.ts";
import { later, received, TestLog } from "./log.fixture.ts";
import { newCaseState } from "./new-state.ts";
import {
  admit,
  approve,
  CONFIG,
  configured,
  confirm,
  decided,
  extract,
  PROVISIONED,
  wholeRound,
} from "./round.fixture.ts";

const timer = (key: string): EventDraft => ({
  type: "timer.fired",
  data: { handler: "tracker", key, due: later(0) },
});

const move = (
  proposal: ProposalId,
  transition: "mark_extracted" | "freeze" | "unfreeze",
  from: "ContextIngested" | "Frozen",
  to: "FactsExtracted" | "Frozen" | "ContextIngested",
  epoch: number,
): EventDraft => ({ type: "transition.applied", data: { proposal, transition, from, to, epoch } });

describe("the fold of a log", () => {
  test("is the same for everyone who reads it", () => {
    const log = new TestLog();
    log.append(configured(), PROVISIONED);
    wholeRound(log, "1.md", [priced(100)]);
    confirm(log, 1);
    const again = newCaseState(log.state);
    for (const event of log.opened) foldEvent(again, event);
    expect(again).toEqual(log.state);
    expect(again.head).toMatchObject({ seq: log.records.length, hash: log.records.at(-1)?.hash });
    expect(again.counts.get("finality.evaluated")).toEqual({ count: 2, lastSeq: log.records.length });
  });

  test("stops at a gap", () => {
    const log = new TestLog();
    const second = log.append(PROVISIONED, PROVISIONED);
    const state = newCaseState(log.state);
    expect(() => foldEvent(state, second)).toThrow("event 2 follows 0");
  });

  test("stops where an event is about something that never was", () => {
    const document = documentId("none.md");
    const thought = sha256Hex("thought");
    expect(() =>
      new TestLog().append({
        type: "document.read",
        data: { document, received_seq: 1, thought, analyst: "test@1", statements: 0, risks: 0 },
      }),
    ).toThrow("was never received");
    const proposal = "extract:1" as ProposalId;
    expect(() =>
      new TestLog().append({ type: "proposal.superseded", data: { proposal, reason: "late" } }),
    ).toThrow("was never submitted");
    const log = new TestLog();
    log.append(configured());
    wholeRound(log, "1.md", []);
    const point = log.state.rounds[0]?.point;
    if (point == null) throw new Error("a round was closed");
    const closed = { round: 2, document, point };
    expect(() => log.append({ type: "round.closed", data: closed })).toThrow(
      "round 2 was closed but not opened",
    );
    expect(() => new TestLog().append({ type: "round.closed", data: closed })).toThrow("not opened");
  });
});

describe("documents", () => {
  test("are kept in the order of their newest receipt, with the names of the same bytes", () => {
    const log = new TestLog();
    const document = documentId("a.md");
    log.append(received("a.md"), received("b.md"), {
      type: "document.duplicated",
      data: { document, name: "copy of a.md" },
    });
    log.append(received("a.md", { kind: "offer", supersedes: document }));
    expect([...log.state.documents.values()].map(({ received: { name } }) => name)).toEqual(["b.md", "a.md"]);
    expect(log.state.documents.get(document)).toMatchObject({
      otherNames: ["copy of a.md"],
      receivedSeq: 4,
      readSeq: null,
      supersededBy: null,
    });
    expect(log.state.names.get("copy of a.md")).toBe(document);
  });

  test("under an earlier name keep the one they had as another, unless that name went elsewhere", () => {
    const log = new TestLog();
    const document = documentId("b.md");
    log.append(received("b.md"), received("b.md", { name: "a.md", document }));
    expect(log.state.documents.get(document)?.otherNames).toEqual(["b.md"]);
    log.append(received("new b.md", { name: "b.md" }), received("a.md", { name: "0.md", document }));
    log.append(received("0.md", { name: "0.md" }), received("b.md", { name: "1.md", document }));
    expect(log.state.documents.get(document)?.otherNames).not.toContain("0.md");
  });

  test("that are replaced say by what; those refused at the door were never there", () => {
    const log = new TestLog();
    log.append(
      received("a.md"),
      received("a.md, again", { name: "a.md", supersedes: documentId("a.md") }),
      received("c.md", { supersedes: documentId("unknown") }),
      {
        type: "document.refused",
        data: { name: "x.bin", size: 3, code: "SYN_DOCUMENT_TYPE", cause: "binary" },
      },
    );
    expect(log.state.documents.get(documentId("a.md"))?.supersededBy).toBe(documentId("a.md, again"));
    expect(log.state.refused).toEqual([{ name: "x.bin", code: "SYN_DOCUMENT_TYPE", cause: "binary" }]);
    expect(log.state.documents.size).toBe(3);
  });

  test("that no handler could deal with are dead", () => {
    const log = new TestLog();
    log.append(received("a.md"));
    const letter = {
      handler: "facts-reader",
      event_seq: 1,
      event_id: "event-1" as EventId,
      event_type: "document.received",
      document: documentId("a.md"),
      code: "SYN_DOCUMENT_TYPE",
      class: "terminal",
      cause: "no text",
      failures: 1,
      crashes: 0,
    } as const;
    log.append(
      { type: "delivery.dead_lettered", data: letter },
      { type: "delivery.dead_lettered", data: { ...letter, document: null } },
      { type: "delivery.dead_lettered", data: { ...letter, document: documentId("unknown") } },
    );
    expect(log.state.documents.get(documentId("a.md"))?.dead).toEqual({
      code: "SYN_DOCUMENT_TYPE",
      cause: "no text",
    });
    expect(log.state.deadLetters).toHaveLength(3);
  });
});

describe("proposals", () => {
  test.each(["proposal.submitted", "proposal.approved"] as const)(
    "are open no longer once their %s is a dead letter",
    (type) => {
      const log = new TestLog();
      log.append(configured(), PROVISIONED);
      admit(log, "a.md");
      const proposal = approve(log, { kind: "mark_extracted" });
      const event = log.opened.findLast((one) => one.type === type);
      const letter = {
        handler: "executor",
        event_seq: event?.seq ?? 0,
        event_id: event?.id ?? ("none" as EventId),
        event_type: type,
        document: null,
        code: "SYN_COMMIT_TOO_LARGE",
        class: "terminal",
        cause: "more than a commit may hold",
        failures: 1,
        crashes: 0,
      } as const;
      log.append({
        type: "delivery.dead_lettered",
        data: { ...letter, event_id: "another" as EventId },
      });
      expect(log.state.openProposals.size).toBe(1);
      // Said twice, it is dead once.
      log.append(
        { type: "delivery.dead_lettered", data: letter },
        { type: "delivery.dead_lettered", data: letter },
      );
      expect(log.state.openProposals.size).toBe(0);
      expect(log.state.proposals.get(proposal)?.status).toBe("dead");
    },
  );

  test("are open until they are applied, turned down or overtaken, and let go of what they read", () => {
    const log = new TestLog();
    const document = admit(log, "a.md");
    const before = log.state.openProposals.size;
    extract(log, document, [priced(100)]);
    expect(before).toBe(0);
    expect(log.state.openProposals.size).toBe(0);
    expect(log.state.decisions).toEqual({ approved: 1, rejected: 0, held: 0 });
    expect(log.state.documents.get(document)).toMatchObject({ dealtSeq: 1, admittedSeq: 1, readSeq: 1 });
    expect([...log.state.proposals.values()]).toMatchObject([{ status: "applied", extraction: null }]);
  });

  test.each([
    ["rejected", { approved: 0, rejected: 1, held: 0 }, 0],
    ["held", { approved: 0, rejected: 0, held: 1 }, 0],
  ] as const)("that are %s are counted and no longer open", (outcome, decisions, open) => {
    const log = new TestLog();
    const draft = propose(log.state, { role: "facts", action: { kind: "mark_extracted" }, reason: "done" });
    const decision = decided(outcome === "held" ? "hold" : "deny");
    log.append(draft, {
      type: `proposal.${outcome}`,
      data: { proposal: draft.data.proposal, decision },
    });
    expect(log.state.decisions).toEqual(decisions);
    expect(log.state.openProposals.size).toBe(open);
  });

  test("of a receipt that is not the newest deal with nothing", () => {
    const log = new TestLog();
    const document = admit(log, "a.md");
    const action: Action = {
      kind: "extract",
      document,
      received_seq: 1,
      extraction_digest: sha256Hex("x"),
      statements: 0,
      risks: 0,
    };
    const proposal = approve(log, action);
    log.append(received("a.md", { kind: "offer" }));
    log.append({ type: "proposal.superseded", data: { proposal, reason: "received anew" } });
    expect(log.state.documents.get(document)?.dealtSeq).toBeNull();
  });

  test("of earlier epochs are forgotten once they are settled; held ones are not", () => {
    const log = new TestLog();
    const held = propose(log.state, { role: "facts", action: { kind: "mark_extracted" }, reason: "held" });
    log.append(held, {
      type: "proposal.held",
      data: { proposal: held.data.proposal, decision: decided("hold") },
    });
    const done = approve(log, { kind: "mark_extracted" });
    log.append(move(done, "mark_extracted", "ContextIngested", "FactsExtracted", 1));
    expect([...log.state.proposals.keys()]).toEqual([held.data.proposal]);
    expect(log.state.machine).toMatchObject({ state: "FactsExtracted", epoch: 1 });
    expect(log.state.head?.epoch).toBe(1);
  });

  test("of drift and assessments leave what they measured", () => {
    const log = new TestLog();
    const none = { level: "none", mass: 0 } as const;
    const drift = {
      epoch: 0,
      from_version: 0,
      to_version: 1,
      kinds: { contradiction: none, goal: none, factual: none, entropy: none },
      level: "none",
      summary: {
        claims: 0,
        superseded: 0,
        unresolved_mass: 0,
        goals_resolved: 0,
        goals_total: 0,
        mean_confidence: 0,
      },
    } as const;
    const rejected = approve(log, { kind: "mark_drift_checked", drift });
    log.append({ type: "proposal.superseded", data: { proposal: rejected, reason: "overtaken" } });
    expect(log.state.drift).toBeNull();
    const applied = approve(log, { kind: "mark_drift_checked", drift });
    log.append({
      type: "transition.applied",
      data: {
        proposal: applied,
        transition: "mark_drift_checked",
        from: "FactsExtracted",
        to: "DriftChecked",
        epoch: 1,
      },
    });
    expect(log.state.drift).toEqual(drift);
    const assessment = { digest: sha256Hex("goals"), goals: [] };
    const assessed = approve(log, { kind: "assess", assessment });
    log.append({ type: "knowledge.changed", data: { kind: "assessment", proposal: assessed, assessment } });
    expect(log.state.assessment).toEqual(assessment);
    expect(log.state.knowledgeVersion).toBe(0);
  });

  test("that freeze remember the state before, and freezing what is frozen does not forget it", () => {
    const log = new TestLog();
    log.append(move(approve(log, { kind: "mark_extracted" }), "freeze", "ContextIngested", "Frozen", 1));
    expect(log.state.machine.stateBeforeFreeze).toBe("ContextIngested");
    log.append(move(approve(log, { kind: "mark_extracted" }), "freeze", "Frozen", "Frozen", 2));
    expect(log.state.machine).toMatchObject({ state: "Frozen", stateBeforeFreeze: "ContextIngested" });
  });
});

describe("judgements", () => {
  test("are confirmed one after another, and dropped by new evidence and by other goals", () => {
    const log = new TestLog();
    log.append(configured(), PROVISIONED);
    wholeRound(log, "1.md", [priced(100)]);
    confirm(log, 1);
    confirm(log, 1);
    confirm(log, 2);
    expect(log.state.confirmations.map(({ confirmation }) => confirmation)).toEqual([1, 2]);
    expect(log.state.idleCycles).toBe(2);
    log.append(timer(IDLE_TIMER), timer("other"), {
      type: "timer.fired",
      data: { handler: "facts", key: IDLE_TIMER, due: later(0) },
    });
    expect(log.state.idleCycles).toBe(3);
    admit(log, "2.md");
    expect(log.state).toMatchObject({ confirmations: [], idleCycles: 0, evaluation: null });
    wholeRound(log, "3.md", []);
    log.append(configured({ title: "Another" }));
    expect(log.state.evaluation).toBeNull();
    expect(log.state.config).toEqual({ ...CONFIG, title: "Another" });
  });

  test("reviews are open until they are void; voiding an unknown one is nothing", () => {
    const log = new TestLog();
    const review = "review-1" as ReviewId;
    const request = {
      review,
      about: "verdict",
      proposal: null,
      binding: sha256Hex("binding"),
      question: "What shall be done?",
      options: ["approve"],
      required_relation: "approver",
      quorum: 1,
      expires_at: later(60),
      default: "deny",
      high_impact: true,
    } as const;
    log.append({ type: "review.requested", data: request });
    expect(log.state.reviews.get(review)?.status).toBe("open");
    log.append(
      { type: "review.voided", data: { review, reason: "judged anew" } },
      { type: "review.voided", data: { review: "review-2" as ReviewId, reason: "unknown" } },
    );
    expect([...log.state.reviews.values()].map(({ status }) => status)).toEqual(["void"]);
  });

  test("certificates are kept with what they certify", () => {
    const log = new TestLog();
    log.append({
      type: "finality.certified",
      data: { jws: "a.b.c", payload_digest: sha256Hex("payload"), evaluated_seq: 7 },
    });
    expect(log.state.certificates).toEqual([
      { seq: 1, jws: "a.b.c", payloadDigest: sha256Hex("payload"), evaluatedSeq: 7 },
    ]);
  });
});
