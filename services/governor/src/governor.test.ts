import { readFileSync } from "node:fs";
import {
  canonicalJson,
  decideProposal,
  digestOf,
  propose,
  SynodError,
  type Action,
  type Authorization,
  type Decision,
  type EventDraft,
  type RoleName,
} from "@synod/core";
import { parseGovernancePolicy, type Authorizer, type RelationTuple } from "@synod/contracts";
import { createEmbeddedAuthorizer, MODEL_DIGEST } from "@synod/authz";
import { beforeEach, describe, expect, test } from "vitest";
import { SCOPE, TestLog } from "../../../packages/core/src/case/log.fixture.ts";
import { admit, configured, PROVISIONED } from "../../../packages/core/src/case/round.fixture.ts";
import { extractionOf, priced } from "../../../packages/core/src/graph/graph.fixture.ts";
import { viewOf } from "../../../packages/runtime/src/doubles/view.ts";
import { createGovernor } from "./governor.ts";
import { createProvisioner } from "./provisioner.ts";

const POLICY_FILE = new URL("../../../infra/policies/governance.yaml", import.meta.url);
const policy = parseGovernancePolicy(readFileSync(POLICY_FILE, "utf8"));
const none = { level: "none", mass: 0 } as const;
const drift = {
  epoch: 0,
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
} as const;

/** Answers as it is told and remembers what it was asked. */
class ScriptedAuthorizer implements Authorizer {
  readonly modelDigest = MODEL_DIGEST;
  readonly asked: RelationTuple[] = [];
  provisioned = 0;
  answer: () => Promise<boolean> = () => Promise.resolve(true);

  check(tuple: RelationTuple): Promise<boolean> {
    this.asked.push(tuple);
    return this.answer();
  }

  provision(): Promise<void> {
    this.provisioned += 1;
    return Promise.resolve();
  }

  ping = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();
}

const context = {
  signal: AbortSignal.timeout(60_000),
  journaled: (_digest: unknown, _document: unknown, ask: () => Promise<string>) => ask(),
};

let log: TestLog;
let authorizer: ScriptedAuthorizer;
beforeEach(() => {
  log = new TestLog();
  log.append(configured(), PROVISIONED);
  authorizer = new ScriptedAuthorizer();
});

function submit(role: RoleName, action: Action) {
  const draft = propose(log.state, { role, action, reason: "because" });
  log.append(draft);
  return draft.data;
}

/** One turn of the governor; the events it causes. */
async function turn(rules = policy): Promise<readonly EventDraft[]> {
  const governor = createGovernor({ authorizer, policy: rules });
  const thoughts = await governor.think?.(viewOf(log), context);
  return governor.decide(viewOf(log), thoughts ?? new Map()).events;
}

function decisionOf(events: readonly EventDraft[]): Decision {
  const [event] = events;
  if (event === undefined || !("decision" in event.data)) throw new Error("nothing was decided");
  return event.data.decision;
}

describe("the governor", () => {
  test("approves what policy and relations allow, once per proposal, caused by it", async () => {
    const proposal = submit("facts", { kind: "mark_extracted" });
    const [event, ...rest] = await turn();
    expect(rest).toEqual([]);
    expect(event).toMatchObject({
      type: "proposal.approved",
      causedBy: log.opened.at(-1)?.id,
      idempotencyKey: `decision:${proposal.proposal}`,
    });
    expect(authorizer.asked).toHaveLength(1);
    if (event !== undefined) log.append(event);
    expect(await turn()).toEqual([]);
  });

  test("rejects whom the authorizer denies, and says what was asked", async () => {
    submit("facts", { kind: "mark_extracted" });
    authorizer.answer = () => Promise.resolve(false);
    const events = await turn();
    expect(events).toMatchObject([{ type: "proposal.rejected" }]);
    expect(decisionOf(events)).toMatchObject({
      code: "unauthorized",
      authorization: { ...authorizer.asked[0], allowed: false, model_digest: MODEL_DIGEST },
    });
  });

  test("defers while the authorizer is away: neither an approval nor a denial, and worth another try", async () => {
    submit("facts", { kind: "mark_extracted" });
    authorizer.answer = () => Promise.reject(new SynodError("SYN_AUTHORIZER_UNAVAILABLE", "away"));
    const failure = await turn().catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: "SYN_AUTHORIZER_UNAVAILABLE", class: "retryable" });
    authorizer.answer = () => Promise.resolve(true);
    expect(await turn()).toMatchObject([{ type: "proposal.approved" }]);
  });

  test("decides nothing about a proposal that came after it had asked", () => {
    submit("facts", { kind: "mark_extracted" });
    expect(createGovernor({ authorizer, policy }).decide(viewOf(log), new Map()).events).toEqual([]);
  });

  test("holds what a person should see, and everything in supervised mode", async () => {
    const document = admit(log, "1.md");
    const action = {
      kind: "extract",
      document,
      received_seq: 3,
      extraction_digest: digestOf("unread"),
      statements: 5001,
      risks: 0,
    } as const;
    submit("facts", action);
    const events = await turn();
    expect(events).toMatchObject([{ type: "proposal.held" }]);
    expect(decisionOf(events).reason).toContain("someone should look");
    const supervised = parseGovernancePolicy(
      readFileSync(POLICY_FILE, "utf8").replace("mode: autonomous", "mode: supervised"),
    );
    log = new TestLog();
    submit("facts", { kind: "mark_extracted" });
    expect(await turn(supervised)).toMatchObject([{ type: "proposal.held" }]);
  });

  test("rejects a transition for an epoch that is over; knowledge is never late", async () => {
    const transition = submit("facts", { kind: "mark_extracted" });
    const document = admit(log, "1.md");
    const extraction = extractionOf(document, [priced(100)]);
    log.append(
      propose(log.state, {
        role: "facts",
        action: {
          kind: "extract",
          document,
          received_seq: 4,
          extraction_digest: digestOf(extraction),
          statements: 1,
          risks: 0,
        },
        reason: "read",
        extraction,
      }),
    );
    log.state.machine.epoch = 1;
    const events = await turn();
    expect(events.map(({ type }) => type)).toEqual(["proposal.rejected", "proposal.approved"]);
    expect(decisionOf(events)).toMatchObject({
      code: "stale",
      input: { proposal: { id: transition.proposal } },
    });
  });

  test("a decision holds every input: from the record alone it comes out again, byte for byte", async () => {
    submit("facts", { kind: "mark_extracted" });
    const decision = decisionOf(await turn());
    const recorded = JSON.parse(canonicalJson(decision)) as Decision;
    const { digest, ...rest } = recorded;
    expect(digestOf(rest)).toBe(digest);
    const entry = [...log.state.proposals.values()][0];
    if (entry === undefined) throw new Error("a proposal was submitted");
    const authorization = recorded.authorization as Authorization;
    expect(canonicalJson(decideProposal(log.state, entry, authorization, policy))).toBe(
      canonicalJson(decision),
    );
    expect(recorded.policy_digest).toBe(policy.digest);
  });
});

describe("the shipped policy", () => {
  const roles: readonly RoleName[] = ["facts", "drift", "planner", "status"];
  const actions: Readonly<Record<Action["kind"], Action>> = {
    extract: {
      kind: "extract",
      document: "d".repeat(64) as never,
      received_seq: 1,
      extraction_digest: digestOf("x"),
      statements: 1,
      risks: 0,
    },
    assess: { kind: "assess", assessment: { digest: digestOf([]), goals: [] } },
    mark_extracted: { kind: "mark_extracted" },
    mark_drift_checked: { kind: "mark_drift_checked", drift },
    begin_cycle: { kind: "begin_cycle", because: "new_context" },
  };
  const MAY: Readonly<Record<RoleName, readonly Action["kind"][]>> = {
    facts: ["extract", "mark_extracted"],
    drift: ["mark_drift_checked"],
    planner: ["begin_cycle"],
    status: ["assess"],
  };

  test.each(roles)("lets %s propose what is its own, and nothing else", async (role) => {
    for (const [kind, action] of Object.entries(actions)) {
      log = new TestLog();
      submit(role, action);
      const { effect } = decisionOf(await turn());
      expect([kind, effect]).toEqual([kind, MAY[role].some((own) => own === kind) ? "allow" : "deny"]);
    }
  });

  test("and the relations say the same: each role may propose on the state of its own scope", async () => {
    const embedded = createEmbeddedAuthorizer();
    await embedded.provision(SCOPE);
    const governor = createGovernor({ authorizer: embedded, policy });
    for (const role of roles) {
      log = new TestLog();
      for (const kind of MAY[role]) submit(role, actions[kind]);
      const thoughts = await governor.think?.(viewOf(log), context);
      const { events } = governor.decide(viewOf(log), thoughts ?? new Map());
      expect(events.map(({ type }) => type)).toEqual(MAY[role].map(() => "proposal.approved"));
    }
  });
});

describe("the provisioner", () => {
  test("writes a new scope's grants before it says so, and only once", async () => {
    const provisioner = createProvisioner(authorizer);
    const fresh = new TestLog();
    const written = await provisioner.think?.(viewOf(fresh), context);
    expect(authorizer.provisioned).toBe(1);
    expect(provisioner.decide(viewOf(fresh), written ?? false).events).toMatchObject([
      { type: "scope.provisioned", data: { model_digest: MODEL_DIGEST }, idempotencyKey: "provisioned" },
    ]);
    expect(provisioner.decide(viewOf(fresh), false).events).toEqual([]);
    expect(await provisioner.think?.(viewOf(log), context)).toBe(false);
    expect(authorizer.provisioned).toBe(1);
    expect(provisioner.decide(viewOf(log), true).events).toEqual([]);
  });
});
