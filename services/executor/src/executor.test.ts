import {
  propose,
  sha256Hex,
  type Action,
  type EventDraft,
  type ProposalId,
  type ReceivedDocument,
} from "@synod/core";
import { beforeEach, describe, expect, test } from "vitest";
import { received, TestLog } from "../../../packages/core/src/case/log.fixture.ts";
import {
  admit,
  approve,
  configured,
  decided,
  extract,
  PROVISIONED,
} from "../../../packages/core/src/case/round.fixture.ts";
import { extractionOf, priced } from "../../../packages/core/src/graph/graph.fixture.ts";
import { viewOf } from "../../../packages/runtime/src/doubles/view.ts";
import { executor } from "./executor.ts";

let log: TestLog;
beforeEach(() => {
  log = new TestLog();
  log.append(configured(), PROVISIONED);
});

/** What the executor makes of the last event. */
function turn(): readonly EventDraft[] {
  return executor.decide(viewOf(log, { events: log.opened.slice(-1) }), undefined).events;
}

/** Applies what the executor makes of the last event. */
function applied(): EventDraft {
  const [event, ...more] = turn();
  if (event === undefined || more.length > 0) throw new Error("one approval has one effect");
  log.append(event);
  return event;
}

function approveExtract(document: ReceivedDocument["document"], received_seq: number): ProposalId {
  const extraction = extractionOf(document, [priced(100)]);
  return approve(
    log,
    {
      kind: "extract",
      document,
      received_seq,
      extraction_digest: sha256Hex("x"),
      statements: 1,
      risks: 0,
    },
    extraction,
  );
}

const drift = (epoch: number): Action => {
  const none = { level: "none", mass: 0 } as const;
  return {
    kind: "mark_drift_checked",
    drift: {
      epoch,
      from_version: 0,
      to_version: 0,
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
    },
  };
};

describe("knowledge", () => {
  test("is applied on the graph as it is, sealed under its document's key, once", () => {
    const document = admit(log, "1.md");
    const proposal = approveExtract(document, 3);
    const event = applied();
    expect(event).toMatchObject({
      type: "knowledge.changed",
      data: { kind: "extraction", proposal, received_seq: 3, change: { document: { id: document } } },
      sealed: { document, content: { statements: [{ value: { number: 100 } }] } },
      idempotencyKey: `applied:${proposal}`,
      causedBy: log.opened.at(-2)?.id,
    });
    expect([...log.state.graph.claims.values()]).toMatchObject([{ confidence: 0.9, status: "current" }]);
    const approval = log.opened.slice(-2, -1);
    expect(executor.decide(viewOf(log, { events: approval }), undefined).events).toEqual([]);
  });

  test("of a document that was received anew, or whose text was erased, is overtaken", () => {
    const document = admit(log, "1.md");
    approveExtract(document, 3);
    const approval = log.opened.slice(-1);
    log.append(received("1.md", { kind: "offer", supersedes: document }));
    expect(executor.decide(viewOf(log, { events: approval }), undefined).events).toMatchObject([
      { type: "proposal.superseded", data: { reason: "the document was received anew" } },
    ]);
    const other = admit(log, "2.md");
    const erased = approveExtract(other, log.state.documents.get(other)?.receivedSeq ?? 0);
    const entry = log.state.proposals.get(erased);
    if (entry !== undefined) entry.extraction = null;
    expect(turn()).toMatchObject([{ data: { reason: "the document's text was erased" } }]);
  });

  test("that contradicts more than an event can record is a dead letter, and its proposal has an end", () => {
    const document = admit(log, "1.md");
    const statements = Array.from({ length: 300 }, (_, index) => priced(2 ** index));
    const extraction = extractionOf(document, statements);
    const extraction_digest = sha256Hex("x");
    approve(
      log,
      { kind: "extract", document, received_seq: 3, extraction_digest, statements: 300, risks: 0 },
      extraction,
    );
    const outcome = executor.decide(viewOf(log, { events: log.opened.slice(-1) }), undefined);
    expect(outcome.deadLetters).toMatchObject([
      { code: "SYN_CONTRADICTIONS_LIMIT", cause: expect.stringContaining("total price of harbour crane") },
    ]);
    log.append(...outcome.events);
    expect(log.state.openProposals.size).toBe(0);
    expect(log.state.documents.get(document)?.dealtSeq).toBe(3);
    expect(log.state.graph.claims.size).toBe(0);
  });

  test("of goals is assessed on the graph as it is now, not as it was proposed", () => {
    const stale = { digest: sha256Hex("stale"), goals: [] };
    approve(log, { kind: "assess", assessment: stale });
    const approval = log.opened.slice(-1);
    extract(log, admit(log, "1.md"), [priced(100)]);
    const [event] = executor.decide(viewOf(log, { events: approval }), undefined).events;
    expect(event).toMatchObject({
      type: "knowledge.changed",
      data: { kind: "assessment", assessment: { goals: [{ id: "price", reached: true }] } },
    });
  });
});

describe("transitions", () => {
  test("walk the whole cycle, an epoch each", () => {
    extract(log, admit(log, "1.md"), [priced(100)]);
    const steps = [
      [{ kind: "mark_extracted" }, "FactsExtracted"],
      [drift(1), "DriftChecked"],
    ] as const;
    for (const [index, [action, to]] of steps.entries()) {
      approve(log, action);
      expect(applied()).toMatchObject({ type: "transition.applied", data: { to, epoch: index + 1 } });
    }
    approve(log, { kind: "begin_cycle", because: "new_context" });
    expect(turn()).toMatchObject([
      { type: "proposal.superseded", data: { reason: "nothing new to begin a cycle for" } },
    ]);
    admit(log, "2.md");
    approve(log, { kind: "begin_cycle", because: "new_context" });
    expect(applied()).toMatchObject({
      type: "transition.applied",
      data: { to: "ContextIngested", epoch: 3 },
    });
  });

  test("wait for every admitted document to be dealt with", () => {
    admit(log, "1.md");
    approve(log, { kind: "mark_extracted" });
    expect(turn()).toMatchObject([{ data: { reason: "admitted context is not yet read" } }]);
  });

  test("that two approvals race for are won by one; the other is overtaken", () => {
    extract(log, admit(log, "1.md"), [priced(100)]);
    approve(log, { kind: "mark_extracted" });
    const first = log.opened.slice(-1);
    log.append(
      ...[propose(log.state, { role: "facts", action: { kind: "mark_extracted" }, reason: "too" })].flatMap(
        (draft): EventDraft[] => [
          draft,
          { type: "proposal.approved", data: { proposal: draft.data.proposal, decision: decided("allow") } },
        ],
      ),
    );
    const second = log.opened.slice(-1);
    for (const draft of executor.decide(viewOf(log, { events: first }), undefined).events) log.append(draft);
    expect(log.state.machine).toMatchObject({ state: "FactsExtracted", epoch: 1 });
    expect(executor.decide(viewOf(log, { events: second }), undefined).events).toMatchObject([
      { type: "proposal.superseded", data: { reason: "made for epoch 0, the scope is at 1" } },
    ]);
  });

  test("need the drift of this very epoch", () => {
    extract(log, admit(log, "1.md"), [priced(100)]);
    approve(log, { kind: "mark_extracted" });
    applied();
    approve(log, drift(0));
    expect(turn()).toMatchObject([{ data: { reason: "no drift is recorded at this epoch" } }]);
  });
});

test("nothing but an approval of an open proposal has an effect", () => {
  expect(turn()).toEqual([]);
  expect(executor.decide(viewOf(log), undefined).events).toEqual([]);
});
