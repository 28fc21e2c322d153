import {
  ALWAYS,
  SynodError,
  type Digest,
  type EventDraft,
  type ProposalId,
  type ScopeId,
  type ScopeRef,
  type TenantId,
} from "@synod/core";
import { expect, test } from "vitest";
import { ACME, Bench, received } from "./doubles/bench.ts";
import { storeWith } from "./doubles/store-with.ts";
import { NOTHING, type AnyHandler, type Handler, type ThinkContext, type View } from "./handler.ts";

/** Answers every received document with `document.refused` of the same name: an event nobody wants. */
function echo(more: Partial<Handler> = {}): AnyHandler {
  return {
    name: "facts-reader",
    role: "agents",
    activation: ALWAYS,
    decide: (view) => ({ events: namesIn(view).map(answer) }),
    ...more,
  };
}

function namesIn({ events }: View): string[] {
  return events.flatMap((event) => (event.type === "document.received" ? [event.data.name] : []));
}

function answer(name: string) {
  return { type: "document.refused", data: { name, size: 0, code: "SYN_USAGE", cause: "" } } as const;
}

const namesOf = async (bench: Bench) => (await bench.events("document.refused")).map(({ name }) => name);

test("a hint wakes the handler at once, and its answer is in the log", async () => {
  const bench = new Bench();
  const swarm = bench.start([echo()]);
  await bench.append([received("a"), received("b")]);
  await bench.clock.run(100);
  expect(await namesOf(bench)).toEqual(["a", "b"]);
  expect(await bench.cursor("facts-reader")).toMatchObject({ seq: 2, leased: false });
  await bench.clock.until(swarm.stop());
});

test("without any hint the sweep finds the work", async () => {
  const bench = new Bench();
  const swarm = bench.start([echo()]);
  await bench.clock.run(10_000);
  await bench.append([received("a")], { hint: false });
  expect(await namesOf(bench)).toEqual([]);
  await bench.clock.run(bench.limits.sweepMs * 1.5);
  expect(await namesOf(bench)).toEqual(["a"]);
  await bench.clock.until(swarm.stop());
});

test("a scope that the sweep takes while a hint asks for it is worked on at once", async () => {
  const bench = new Bench();
  const { sweepMs, leaseMs } = bench.limits;
  const store = storeWith(bench.store, {
    async claim(query) {
      if (query.only !== undefined) await bench.clock.sleep(2 * sweepMs);
      return bench.store.claim(query);
    },
  });
  const swarm = bench.start([echo()], { store });
  await bench.clock.run(sweepMs);
  await bench.append([received("a")]);
  expect(4 * sweepMs).toBeLessThan(leaseMs);
  await bench.clock.run(4 * sweepMs);
  expect(await namesOf(bench)).toEqual(["a"]);
  expect(await bench.cursor("facts-reader")).toMatchObject({ crashes: 0, leased: false });
  await bench.clock.until(swarm.stop());
});

test("hints that come twice cause nothing twice", async () => {
  const bench = new Bench();
  const swarm = bench.start([echo()]);
  await bench.append([received("a")]);
  const { events } = await bench.store.load({ ...ACME, afterSeq: 0, eventsMax: 1, bytesMax: 1e6 });
  const [event] = events;
  if (event === undefined) throw new Error("no event");
  const hint = { ...event, traceparent: null, generation: 0 };
  await bench.bus.publish([hint, hint, hint]);
  await bench.clock.run(60_000);
  expect(await namesOf(bench)).toEqual(["a"]);
  await bench.clock.until(swarm.stop());
});

test("a poisoned event alone becomes a dead letter, and names its document; its neighbours are dealt with", async () => {
  const bench = new Bench();
  const decide = (view: View) => {
    if (namesIn(view).includes("poison")) throw new SynodError("SYN_ANALYST_LIMIT", "too many numbers");
    return { events: namesIn(view).map(answer) };
  };
  const swarm = bench.start([echo({ decide })]);
  const poison = received("poison");
  await bench.append([received("a"), received("b"), poison, received("c")]);
  await bench.clock.run(10_000);
  expect(await namesOf(bench)).toEqual(["a", "b", "c"]);
  const letters = await bench.events("delivery.dead_lettered");
  expect(letters).toHaveLength(1);
  expect(letters[0]).toMatchObject({
    handler: "facts-reader",
    event_seq: 3,
    document: poison.type === "document.received" ? poison.data.document : "",
    code: "SYN_ANALYST_LIMIT",
    class: "terminal",
    cause: "too many numbers",
    failures: 1,
    crashes: 0,
  });
  expect(await bench.cursor("facts-reader")).toMatchObject({ failures: 0 });
  await bench.clock.until(swarm.stop());
});

test("a retryable failure is tried five times, further and further apart, then buried", async () => {
  const bench = new Bench();
  const tries: number[] = [];
  const decide = () => {
    tries.push(bench.clock.now());
    throw new SynodError("SYN_TIMEOUT", "again");
  };
  const swarm = bench.start([echo({ decide })]);
  await bench.append([received("a")]);
  await bench.clock.run(120_000);
  expect(tries).toHaveLength(5);
  expect(await bench.events("delivery.dead_lettered")).toMatchObject([{ code: "SYN_TIMEOUT", failures: 5 }]);
  await bench.clock.until(swarm.stop());
});

test("a dependency that is down defers for as long as it takes, and counts as nobody's failure", async () => {
  const bench = new Bench();
  const backAt = bench.clock.now() + 300_000;
  const think = () => {
    if (bench.clock.now() < backAt) throw new SynodError("SYN_AUTHORIZER_UNAVAILABLE", "refused");
    return Promise.resolve();
  };
  const swarm = bench.start([echo({ think })]);
  await bench.append([received("a")]);
  await bench.clock.run(290_000);
  expect(await bench.cursor("facts-reader")).toMatchObject({ seq: 0, failures: 0, crashes: 0 });
  await bench.clock.run(40_000);
  expect(await namesOf(bench)).toEqual(["a"]);
  expect(await bench.events("delivery.dead_lettered")).toEqual([]);
  await bench.clock.until(swarm.stop());
});

test("an event that kills its process every time ends as SYN_CRASHED, without being tried once more", async () => {
  const bench = new Bench();
  let starts = 0;
  const think = (view: View) => {
    if (!namesIn(view).includes("deadly")) return Promise.resolve();
    starts += 1;
    swarm.crash();
    return new Promise<never>(() => undefined);
  };
  let swarm = bench.start([echo({ think })]);
  await bench.append([received("deadly"), received("b")]);
  for (let life = 0; life < 12; life += 1) {
    await bench.clock.run(20_000);
    swarm = bench.start([echo({ think })]);
  }
  await bench.clock.run(20_000);
  expect(starts).toBe(10);
  expect(await bench.events("delivery.dead_lettered")).toMatchObject([
    { code: "SYN_CRASHED", event_seq: 1, crashes: 10 },
  ]);
  expect(await namesOf(bench)).toEqual(["b"]);
  await bench.clock.until(swarm.stop());
});

test("when the head moves while a handler thinks, it decides again with the same thoughts", async () => {
  const bench = new Bench();
  let thought = 0;
  const seen: [number | undefined, unknown][] = [];
  const think = async () => {
    thought += 1;
    await bench.clock.sleep(1_000);
    return `thought ${thought}`;
  };
  const decide = (view: View, thoughts: unknown) => {
    seen.push([view.state.head?.seq, thoughts]);
    return { events: namesIn(view).map(answer) };
  };
  const swarm = bench.start([echo({ think, decide })]);
  await bench.append([received("a")]);
  await bench.clock.run(500);
  await bench.append([
    { type: "document.refused", data: { name: "x", size: 0, code: "SYN_USAGE", cause: "" } },
  ]);
  await bench.clock.run(5_000);
  expect(seen).toEqual([
    [1, "thought 1"],
    [2, "thought 1"],
  ]);
  expect(thought).toBe(1);
  expect(await namesOf(bench)).toEqual(["x", "a"]);
  await bench.clock.until(swarm.stop());
});

test("a drain lets short thoughts end, gives long ones back at once, and stays within its bound", async () => {
  const bench = new Bench();
  const think = (view: View) => bench.clock.sleep(namesIn(view).includes("slow") ? 60_000 : 2_000);
  const swarm = bench.start([echo({ think, batchMax: 1 })]);
  await bench.append([received("quick"), received("slow")]);
  await bench.clock.run(3_000);
  const began = bench.clock.now();
  await bench.clock.until(swarm.stop());
  expect(bench.clock.now() - began).toBeLessThanOrEqual(bench.limits.drainMs);
  expect(await namesOf(bench)).toEqual(["quick"]);
  expect(await bench.cursor("facts-reader")).toMatchObject({
    seq: 1,
    leased: false,
    failures: 0,
    crashes: 0,
  });
});

test("a drain gives back a scope that has more to do after its turn, for another instance to take at once", async () => {
  const bench = new Bench();
  const think = () => bench.clock.sleep(1_000);
  const first = bench.start([echo({ think, batchMax: 1 })]);
  await bench.append([received("a"), received("b"), received("c")]);
  await bench.clock.run(1_500);
  await bench.clock.until(first.stop());
  expect(await namesOf(bench)).toEqual(["a", "b"]);
  expect(await bench.cursor("facts-reader")).toMatchObject({ seq: 2, leased: false, crashes: 0 });
  const second = bench.start([echo()]);
  await bench.clock.run(100);
  expect(await namesOf(bench)).toEqual(["a", "b", "c"]);
  await bench.clock.until(second.stop());
});

test("a handler that is not activated moves its cursor and says nothing", async () => {
  const bench = new Bench();
  const swarm = bench.start([
    echo({
      activation: { kind: "in_state", state: "Frozen" },
      decide: () => ({ events: [answer("never")] }),
    }),
  ]);
  await bench.append([received("a")]);
  await bench.clock.run(1_000);
  expect(await bench.cursor("facts-reader")).toMatchObject({ seq: 1 });
  expect(await namesOf(bench)).toEqual([]);
  await bench.clock.until(swarm.stop());
});

test("idle waits for everything there is to do, retries included", async () => {
  const bench = new Bench();
  let failures = 0;
  const decide = (view: View) => {
    if (failures < 3) {
      failures += 1;
      throw new SynodError("SYN_TIMEOUT", "again");
    }
    return { events: namesIn(view).map(answer) };
  };
  const swarm = bench.start([echo({ decide })]);
  await bench.append([received("a"), received("b")]);
  await bench.clock.until(swarm.idle());
  expect(await namesOf(bench)).toEqual(["a", "b"]);
  await bench.clock.until(swarm.stop());
});

const PROPOSAL: EventDraft = {
  type: "proposal.submitted",
  data: {
    proposal: "mark_extracted:1" as ProposalId,
    role: "facts",
    action: { kind: "mark_extracted" },
    digest: "0".repeat(64) as Digest,
    expected_epoch: 0,
    read_seq: 1,
    reason: "read",
    provenance: "derived",
  },
};

test("a handler of the round that has nothing to say wakes the tracker at once, and the tracker does not wake itself", async () => {
  const bench = new Bench({ sweepMs: 30_000 });
  const looks: (number | undefined)[] = [];
  const tracker: Handler = {
    name: "tracker",
    role: "tracker",
    activation: ALWAYS,
    needsCursors: () => true,
    decide(view) {
      looks.push(view.cursors.find(({ handler }) => handler === "governor")?.seq);
      return NOTHING;
    },
  };
  const governor: AnyHandler = {
    name: "governor",
    role: "governor",
    activation: ALWAYS,
    decide: () => NOTHING,
  };
  const swarm = bench.start([tracker, governor]);
  await bench.clock.run(1_000);
  await bench.append([PROPOSAL]);
  await bench.clock.run(1_000);
  expect(looks).toEqual([1]);
  await bench.clock.run(120_000);
  expect(looks).toEqual([1]);
  await bench.clock.until(swarm.stop());
});

test("one tenant's flood does not keep another waiting", async () => {
  const bench = new Bench({ concurrency: 1 });
  const order: string[] = [];
  const think = async ({ scope }: View) => {
    order.push(`${scope.tenant}/${scope.scope}`);
    await bench.clock.sleep(100);
  };
  const swarm = bench.start([echo({ think })]);
  await bench.clock.run(10);
  for (let n = 0; n < 20; n += 1)
    await bench.append([received("a")], { scope: scopeNamed("busy", `case-${n}`) });
  await bench.append([received("a")], { scope: scopeNamed("small", "case") });
  await bench.clock.run(10_000);
  expect(order).toHaveLength(21);
  expect(order.indexOf("small/case")).toBeLessThanOrEqual(2);
  await bench.clock.until(swarm.stop());
});

test("a handler works on no more scopes at a time than it may", async () => {
  const bench = new Bench({ concurrency: 3 });
  let [now, most] = [0, 0];
  const think = async () => {
    now += 1;
    most = Math.max(most, now);
    await bench.clock.sleep(500);
    now -= 1;
  };
  const swarm = bench.start([echo({ think })]);
  for (let n = 0; n < 12; n += 1)
    await bench.append([received("a")], { scope: scopeNamed("acme", `case-${n}`), hint: n % 2 === 0 });
  await bench.clock.until(swarm.idle());
  expect(most).toBe(3);
  await bench.clock.until(swarm.stop());
});

test("an instance that lost its lease stops thinking and commits nothing; the other's work stands", async () => {
  const bench = new Bench();
  const reasons: unknown[] = [];
  let calls = 0;
  const think = async (_view: View, { signal }: ThinkContext) => {
    calls += 1;
    if (calls > 1) return;
    await bench.clock.sleep(60_000, signal);
    reasons.push(signal.reason);
  };
  const renew = () => Promise.reject(new SynodError("SYN_DATABASE_UNAVAILABLE", "cut off"));
  const first = bench.start([echo({ think })], { store: storeWith(bench.store, { renew }) });
  await bench.append([received("a")]);
  await bench.clock.run(1_000);
  const second = bench.start([echo({ think })]);
  await bench.clock.run(60_000);
  expect(reasons).toMatchObject([{ code: "SYN_LEASE_LOST" }]);
  expect(await namesOf(bench)).toEqual(["a"]);
  await bench.clock.until(Promise.all([first.stop(), second.stop()]));
});

test("secrets are taken out of a dead letter's cause", async () => {
  const bench = new Bench();
  const decide = () => {
    throw new SynodError("SYN_ANALYST_OUTPUT", "rejected with key canary-0001");
  };
  const swarm = bench.start([echo({ decide })], { redact: (text) => text.replaceAll("canary-0001", "***") });
  await bench.append([received("a")]);
  await bench.clock.until(swarm.idle());
  expect(await bench.events("delivery.dead_lettered")).toMatchObject([{ cause: "rejected with key ***" }]);
  expect(JSON.stringify(bench.logs)).not.toContain("canary");
  await bench.clock.until(swarm.stop());
});

test("a full disk is told to the host at once, and idle does not wait for ever", async () => {
  const bench = new Bench();
  const full = () => Promise.reject(new SynodError("SYN_DISK_FULL", "no space left"));
  const fatal: string[] = [];
  const swarm = bench.start([echo()], {
    store: storeWith(bench.store, { commit: full }),
    onFatal: ({ code }) => fatal.push(code),
  });
  await bench.append([received("a")]);
  await expect(bench.clock.until(swarm.idle())).rejects.toThrow("SYN_DISK_FULL");
  expect(fatal).toEqual(["SYN_DISK_FULL"]);
  await bench.clock.until(swarm.stop());
});

function scopeNamed(tenant: string, scope: string): ScopeRef {
  return { tenant: tenant as TenantId, scope: scope as ScopeId };
}
