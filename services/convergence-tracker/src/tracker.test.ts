import {
  generateSigningKey,
  IDLE_TIMER,
  propose,
  readSigningKey,
  sha256Hex,
  verifyCertificate,
  DEFAULT_FINALITY_POLICY,
  type EventDraft,
} from "@synod/core";
import type { Outcome } from "@synod/runtime";
import { beforeEach, describe, expect, test } from "vitest";
import { later, received, TestLog } from "../../../packages/core/src/case/log.fixture.ts";
import {
  admit,
  configured,
  decided,
  extract,
  PROVISIONED,
} from "../../../packages/core/src/case/round.fixture.ts";
import { day, priced } from "../../../packages/core/src/graph/graph.fixture.ts";
import { viewOf } from "../../../packages/runtime/src/doubles/view.ts";
import { createTracker } from "./tracker.ts";

const signingKey = readSigningKey(generateSigningKey(new Uint8Array(32).fill(5)));
const tracker = createTracker({
  policy: DEFAULT_FINALITY_POLICY,
  signingKey,
  certifiedPolicies: { governance: sha256Hex("governance"), authorizationModel: sha256Hex("model") },
});

let log: TestLog;
beforeEach(() => {
  log = new TestLog();
  log.append(configured({ clock: "case" }), PROVISIONED);
});

function turn(cursors: readonly { handler: "facts"; seq: number; wantedSeq: number }[] = []): Outcome {
  const whole = cursors.map((cursor) => ({ ...cursor, wakes: 0, failures: 0, crashes: 0, leased: false }));
  return tracker.decide(viewOf(log, { cursors: whole }), undefined);
}

/** Turns until there is nothing left to do; the types of the events they made. */
function settle(): string[] {
  const types: string[] = [];
  for (let turns = 0; turns < 20; turns += 1) {
    const { events } = turn();
    if (events.length === 0) return types;
    log.append(...events);
    types.push(...events.map(({ type }) => type));
  }
  throw new Error("the tracker never rests");
}

/** A document is admitted, and what is read in it is in the graph: its round can be closed. */
function round(name: string, ...values: readonly number[]): void {
  const document = admit(log, name, { date: day("2026-05-01") });
  extract(
    log,
    document,
    values.map((value) => priced(value, { confidence: 0.95 })),
  );
}

const read = (name: string): EventDraft => {
  const receipt = log.append(received(name));
  if (receipt.type !== "document.received") throw new Error("a receipt was appended");
  const { document } = receipt.data;
  const data = { document, received_seq: receipt.seq, thought: sha256Hex(name), analyst: "test@1" };
  return { type: "document.read", data: { ...data, statements: 0, risks: 0 } };
};

describe("rounds", () => {
  test("open one after another, in order of arrival, and only when the document is read", () => {
    const first = read("1.md");
    const second = read("2.md");
    log.append(second);
    expect(turn().events).toEqual([]);
    log.append(first);
    const { events, timers } = turn();
    expect(events).toMatchObject([{ type: "context.added", data: { round: 1, received_seq: 3 } }]);
    expect(timers).toEqual([{ key: IDLE_TIMER, due: null }]);
  });

  test("wait for the scope's grants, for every handler and for open proposals", () => {
    const fresh = new TestLog();
    fresh.append(configured());
    expect(tracker.decide(viewOf(fresh), undefined).events).toEqual([]);
    round("1.md", 100);
    expect(turn([{ handler: "facts", seq: 3, wantedSeq: 4 }]).events).toEqual([]);
    log.append(propose(log.state, { role: "facts", action: { kind: "mark_extracted" }, reason: "done" }));
    expect(turn().events).toEqual([]);
  });

  test("close with their point, and the case is judged on the graph as it is", () => {
    round("1.md", 100);
    const { events } = turn();
    expect(events.map(({ type, idempotencyKey }) => [type, idempotencyKey])).toEqual([
      ["round.closed", "round-closed:1"],
      ["finality.evaluated", "evaluated:1:0"],
    ]);
    expect(events[1]?.data).toMatchObject({ verdict: "ACTIVE", confirmation: 0, final: false });
  });
});

describe("a case that is settled", () => {
  test("is confirmed three times, certified once, and then left alone", () => {
    round("1.md", 100);
    expect(settle()).toEqual([
      "round.closed",
      "finality.evaluated",
      "finality.evaluated",
      "finality.evaluated",
      "finality.evaluated",
      "finality.certified",
    ]);
    const jws = log.state.certificates[0]?.jws ?? "";
    expect(verifyCertificate(jws, { keys: [signingKey.jwk] })).toMatchObject({
      ok: true,
      payload: { verdict: "RESOLVED", score: 1, previous: null },
    });
  });

  test("opens again on new evidence, and the next certificate names the one before", () => {
    round("1.md", 100);
    settle();
    round("2.md", 100);
    expect(settle().at(-1)).toBe("finality.certified");
    const [first, second] = log.state.certificates;
    const check = verifyCertificate(second?.jws ?? "", { keys: [signingKey.jwk] });
    expect(check).toMatchObject({ ok: true, payload: { previous: first?.payloadDigest } });
  });
});

describe("people", () => {
  test("are asked about a case that stalls; new evidence takes the question back", () => {
    round("1.md", 100, 120);
    expect(settle()).toContain("review.requested");
    const [review] = log.state.reviews.values();
    expect(review?.request).toMatchObject({
      about: "verdict",
      quorum: 1,
      default: "deny",
      high_impact: false,
    });
    expect(review?.request.question).toContain("REVIEW");
    round("2.md", 130);
    const types = settle();
    expect(types).toContain("review.voided");
    expect([...log.state.reviews.values()].filter(({ status }) => status === "open")).toHaveLength(1);
  });

  test("are asked once about a proposal that policy holds", () => {
    const draft = propose(log.state, { role: "facts", action: { kind: "mark_extracted" }, reason: "done" });
    const held = { proposal: draft.data.proposal, decision: decided("hold") };
    log.append(draft, { type: "proposal.held", data: held });
    expect(settle()).toEqual(["review.requested"]);
    const [review] = log.state.reviews.values();
    expect(review?.request).toMatchObject({
      about: "proposal",
      proposal: draft.data.proposal,
      high_impact: true,
      required_relation: "approver",
    });
  });
});

describe("an owner's edit", () => {
  test("of goals has the case judged anew", () => {
    round("1.md", 100);
    settle();
    log.append(configured({ clock: "case", goals: [] }));
    expect(settle()).toContain("finality.evaluated");
    expect(log.state.evaluation?.evaluation).toMatchObject({
      verdict: "REVIEW",
      gates: { E: { pass: false } },
    });
  });

  test("of an empty scope asks for nothing", () => {
    expect(settle()).toEqual([]);
  });
});

describe("where the clock lives", () => {
  beforeEach(() => {
    log = new TestLog();
    log.append(configured({ clock: "live" }), PROVISIONED);
    round("1.md", 100, 120);
  });

  const tick = () =>
    log.append({
      type: "timer.fired",
      data: { handler: "tracker", key: IDLE_TIMER, due: log.now },
    });

  test("a look is due after a minute, then later and later", () => {
    const { events, timers } = turn();
    log.append(...events);
    expect(timers).toEqual([{ key: IDLE_TIMER, due: later(1) }]);
    expect(turn().events).toEqual([]);
    tick();
    const second = turn();
    expect(second.events.map(({ type }) => type)).toContain("finality.evaluated");
    expect(second.timers).toEqual([{ key: IDLE_TIMER, due: later(2) }]);
  });

  test("silence is worth an event only if it changes the verdict", () => {
    settle();
    for (let looks = 1; looks <= 3; looks += 1) {
      tick();
      settle();
    }
    expect(log.state.evaluation?.evaluation).toMatchObject({ verdict: "REVIEW", confirmation: 3 });
    tick();
    const quiet = turn();
    expect(quiet.events).toEqual([]);
    expect(quiet.timers).toHaveLength(1);
    log.now = later(31 * 24 * 60);
    tick();
    log.append(...turn().events);
    expect(log.state.evaluation?.evaluation.verdict).toBe("EXPIRED");
    tick();
    expect(turn()).toMatchObject({ events: [], timers: [] });
  });
});
