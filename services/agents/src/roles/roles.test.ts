import {
  canonicalJson,
  isActivated,
  sha256Hex,
  SynodError,
  wantsEvent,
  type EventDraft,
  type MachineState,
  type ProposalId,
} from "@synod/core";
import type { Analyst, Blobs } from "@synod/contracts";
import type { AnyHandler, ThinkContext } from "@synod/runtime";
import { beforeEach, describe, expect, test } from "vitest";
import { received, TestLog } from "../../../../packages/core/src/case/log.fixture.ts";
import {
  admit,
  approve,
  configured,
  decided,
  extract,
  PROVISIONED,
} from "../../../../packages/core/src/case/round.fixture.ts";
import { extractionOf, priced } from "../../../../packages/core/src/graph/graph.fixture.ts";
import { viewOf } from "../../../../packages/runtime/src/doubles/view.ts";
import { drift } from "./drift/handler.ts";
import { facts } from "./facts/handler.ts";
import { createFactsReader } from "./facts/reader.ts";
import { planner } from "./planner/handler.ts";
import { status } from "./status/handler.ts";

let log: TestLog;
beforeEach(() => {
  log = new TestLog();
  log.append(configured(), PROVISIONED);
});

/** A journal that answers from memory and remembers what it was asked. */
class Journal implements ThinkContext {
  readonly answers = new Map<string, string>();
  readonly signal = AbortSignal.timeout(60_000);
  asked = 0;

  async journaled(digest: string, _document: unknown, ask: () => Promise<string>): Promise<string> {
    const known = this.answers.get(digest);
    if (known !== undefined) return known;
    this.asked += 1;
    const answer = await ask();
    this.answers.set(digest, answer);
    return answer;
  }
}

const decide = (role: AnyHandler) => role.decide(viewOf(log), undefined).events;
const isActive = (role: Pick<AnyHandler, "activation">) =>
  isActivated(role.activation, { state: log.state, events: log.opened });
const actionOf = (events: readonly EventDraft[]) =>
  events.map((event) => (event.type === "proposal.submitted" ? event.data.action.kind : event.type));

function move(
  transition: "mark_extracted" | "mark_drift_checked" | "begin_cycle",
  to: "FactsExtracted" | "DriftChecked" | "ContextIngested",
): void {
  const { machine } = log.state;
  const proposal = approve(log, { kind: "mark_extracted" });
  const data = { proposal, transition, from: machine.state, to, epoch: machine.epoch + 1 };
  log.append({ type: "transition.applied", data });
}

/** Submits what a role decided and turns it down. */
function turnDown(events: readonly EventDraft[]): void {
  for (const event of events) {
    log.append(event);
    if (event.type !== "proposal.submitted") continue;
    const data = { proposal: event.data.proposal, decision: decided("deny") };
    log.append({ type: "proposal.rejected", data });
  }
}

describe("facts", () => {
  async function turn(journal: Journal) {
    const thoughts = await facts.think?.(viewOf(log), journal);
    return facts.decide(viewOf(log), thoughts ?? new Map()).events;
  }

  test("proposes what was read in an admitted document, sealed and untrusted", async () => {
    const document = admit(log, "1.md");
    const journal = new Journal();
    const extraction = extractionOf(document, [priced(100)]);
    journal.answers.set(sha256Hex("1.md"), canonicalJson(extraction));
    expect(isActive(facts)).toBe(true);
    expect(await turn(journal)).toMatchObject([
      {
        type: "proposal.submitted",
        data: {
          action: { kind: "extract", document, statements: 1 },
          provenance: "untrusted",
          expected_epoch: null,
        },
        sealed: { document, content: extraction },
      },
    ]);
    expect(journal.asked).toBe(0);
  });

  test("never thinks itself: a missing answer is a bug, and an answer of another shape no fact", async () => {
    admit(log, "1.md");
    await expect(turn(new Journal())).rejects.toMatchObject({ code: "SYN_INTERNAL" });
    const journal = new Journal();
    journal.answers.set(sha256Hex("1.md"), '{"statements": 7}');
    await expect(turn(journal)).rejects.toMatchObject({ code: "SYN_ANALYST_OUTPUT" });
  });

  test("says that a round is extracted once every document is dealt with, and once", async () => {
    expect(await turn(new Journal())).toEqual([]);
    extract(log, admit(log, "1.md"), [priced(100)]);
    const events = await turn(new Journal());
    expect(actionOf(events)).toEqual(["mark_extracted"]);
    turnDown(events);
    expect(await turn(new Journal())).toEqual([]);
  });

  test("of a receipt that was turned down proposes nothing again", async () => {
    const document = admit(log, "1.md");
    const journal = new Journal();
    journal.answers.set(sha256Hex("1.md"), canonicalJson(extractionOf(document, [])));
    turnDown(await turn(journal));
    expect(actionOf(await turn(journal))).toEqual(["mark_extracted"]);
  });
});

describe("drift", () => {
  test("is measured once facts are extracted, from nothing or from the last time", () => {
    expect(isActive(drift)).toBe(false);
    expect(decide(drift)).toEqual([]);
    extract(log, admit(log, "1.md"), [priced(100), priced(120)]);
    move("mark_extracted", "FactsExtracted");
    expect(isActive(drift)).toBe(true);
    const events = decide(drift);
    expect(events).toMatchObject([
      {
        data: {
          expected_epoch: 1,
          action: {
            kind: "mark_drift_checked",
            drift: { epoch: 1, from_version: 0, to_version: 1, level: "high" },
          },
        },
      },
    ]);
    turnDown(events);
    expect(decide(drift)).toEqual([]);
  });
});

describe("the planner", () => {
  test("begins a cycle for context that the last one did not cover, and for nothing else", () => {
    expect(decide(planner)).toEqual([]);
    extract(log, admit(log, "1.md"), [priced(100)]);
    move("mark_extracted", "FactsExtracted");
    move("mark_drift_checked", "DriftChecked");
    expect(isActive(planner)).toBe(true);
    expect(decide(planner)).toEqual([]);
    admit(log, "2.md");
    const events = decide(planner);
    expect(events).toMatchObject([{ data: { action: { kind: "begin_cycle", because: "new_context" } } }]);
    turnDown(events);
    expect(decide(planner)).toEqual([]);
  });
});

describe("status", () => {
  test("says which goals are answered when that changed, and once", () => {
    expect(decide(status)).toEqual([]);
    extract(log, admit(log, "1.md"), [priced(100)]);
    move("mark_extracted", "FactsExtracted");
    move("mark_drift_checked", "DriftChecked");
    expect(isActive(status)).toBe(true);
    const events = decide(status);
    expect(events).toMatchObject([
      { data: { reason: "1 of 1 goals are answered", expected_epoch: null, provenance: "derived" } },
    ]);
    log.append(...events);
    expect(decide(status)).toEqual([]);
  });

  test("is quiet once the assessment is recorded", () => {
    move("mark_extracted", "FactsExtracted");
    move("mark_drift_checked", "DriftChecked");
    const [event] = decide(status);
    if (event?.type !== "proposal.submitted" || event.data.action.kind !== "assess")
      throw new Error("an assessment is proposed");
    const { assessment } = event.data.action;
    const proposal = approve(log, event.data.action);
    log.append({ type: "knowledge.changed", data: { kind: "assessment", proposal, assessment } });
    expect(isActive(status)).toBe(false);
    expect(decide(status)).toEqual([]);
  });
});

describe("the facts reader", () => {
  const text = "The total price is EUR 100.";
  let read = 0;
  const analyst: Analyst = {
    id: "test@1",
    read: ({ facts: { id } }) => {
      read += 1;
      return Promise.resolve(extractionOf(id, [priced(100)]));
    },
  };
  const blobs: Blobs = {
    get: () => Promise.resolve(new TextEncoder().encode(text)),
    put: () => Promise.reject(new Error("the reader stores nothing")),
    has: () => Promise.resolve(true),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const reader = createFactsReader({ analyst, blobs });

  const think = async (journal: Journal, events = log.opened.slice(-1)) =>
    (await reader.think?.(viewOf(log, { events }), journal)) ?? null;

  beforeEach(() => {
    read = 0;
  });

  test("reads a document once: the answer is journaled under all that it depends on", async () => {
    log.append(received("1.md"));
    const journal = new Journal();
    const reading = await think(journal);
    expect(await think(journal)).toEqual(reading);
    expect(read).toBe(1);
    expect(reader.decide(viewOf(log), reading).events).toMatchObject([
      { type: "document.read", data: { received_seq: 3, analyst: "test@1", statements: 1, risks: 0 } },
    ]);
    log.append(received("1.md", { kind: "offer" }));
    await think(journal);
    expect(read).toBe(2);
  });

  test("leaves a receipt that is not the newest to the newer one", async () => {
    log.append(received("1.md"));
    const old = log.opened.slice(-1);
    const reading = await think(new Journal());
    log.append(received("1.md", { kind: "offer" }));
    expect(await think(new Journal(), old)).toBeNull();
    expect(reader.decide(viewOf(log), reading).events).toEqual([]);
    expect(reader.decide(viewOf(log), null).events).toEqual([]);
    expect(await think(new Journal(), [])).toBeNull();
  });

  test("refuses what it cannot read for good", async () => {
    log.append(received("1.pdf", { media_type: "application/pdf" }));
    const failure = await think(new Journal()).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(SynodError);
    expect(failure).toMatchObject({ code: "SYN_DOCUMENT_TYPE", class: "terminal" });
  });
});

test.each([facts, drift, planner, status])("$name wakes for a transition only where it may act", (role) => {
  const states = ["ContextIngested", "FactsExtracted", "DriftChecked", "Frozen"] as const;
  const to = (state: MachineState): EventDraft => {
    const data = {
      proposal: "p" as ProposalId,
      transition: "begin_cycle",
      from: "DriftChecked",
      to: state,
      epoch: 1,
    } as const;
    return { type: "transition.applied", data };
  };
  const asleep = states.filter((state) => !wantsEvent(role.name, to(state)));
  expect(asleep).toHaveLength(3);
  for (const state of asleep) {
    const machine = { ...log.state.machine, state };
    expect(isActivated(role.activation, { state: { ...log.state, machine }, events: [] })).toBe(false);
  }
});
