import { ALWAYS, SynodError } from "@synod/core";
import { parseEventBody, type CommitBatch, type Store } from "@synod/contracts";
import { expect, test } from "vitest";
import { Bench, received } from "./doubles/bench.ts";
import { storeWith } from "./doubles/store-with.ts";
import type { AnyHandler, Outcome, View } from "./handler.ts";

function reader(decide: (view: View) => Outcome): AnyHandler {
  return { name: "facts-reader", role: "agents", activation: ALWAYS, batchMax: 1, decide };
}

function refused(name: string, idempotencyKey?: string) {
  const draft = { type: "document.refused", data: { name, size: 0, code: "SYN_USAGE", cause: "" } } as const;
  return idempotencyKey === undefined ? draft : { ...draft, idempotencyKey };
}

const echo = reader((view) => ({
  events: view.events.flatMap((e) => (e.type === "document.received" ? [refused(e.data.name)] : [])),
}));

/** Loses the answer of each first try; `takes`: whether the commit itself took place. */
function losing(store: Store, takes: boolean): Store {
  let calls = 0;
  return storeWith(store, {
    async commit(batch: CommitBatch) {
      calls += 1;
      if (calls % 2 === 0) return store.commit(batch);
      if (takes) await store.commit(batch);
      throw new SynodError("SYN_COMMIT_UNKNOWN", "the connection broke");
    },
  });
}

for (const takes of [true, false]) {
  test(`a commit whose answer is lost has its effect once, if it ${takes ? "took place" : "did not"}`, async () => {
    const bench = new Bench();
    const swarm = bench.start([echo], { store: losing(bench.store, takes) });
    await bench.append([received("a"), received("b"), received("c")]);
    await bench.clock.until(swarm.idle());
    expect((await bench.events("document.refused")).map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(await bench.cursor("facts-reader")).toMatchObject({ leased: false, failures: 0, crashes: 0 });
    await bench.clock.until(swarm.stop());
  });

  test(`a cursor whose move is not answered is moved once, if it ${takes ? "took place" : "did not"}`, async () => {
    const bench = new Bench();
    const swarm = bench.start([reader(() => ({ events: [] }))], { store: losing(bench.store, takes) });
    await bench.append([received("a"), received("b")]);
    await bench.clock.until(swarm.idle());
    expect(await bench.cursor("facts-reader")).toMatchObject({ seq: 2, leased: false, crashes: 0 });
    await bench.clock.until(swarm.stop());
  });
}

test("an effect whose idempotency key is in the log is left out; the rest of the decision stands", async () => {
  const bench = new Bench();
  const swarm = bench.start([
    reader(({ events }) => ({
      events: [refused("once", "effect:1"), refused(`each ${events[0]?.seq ?? 0}`)],
    })),
  ]);
  await bench.append([received("a"), received("b")]);
  await bench.clock.until(swarm.idle());
  expect((await bench.events("document.refused")).map(({ name }) => name)).toEqual([
    "once",
    "each 1",
    "each 2",
  ]);
  await bench.clock.until(swarm.stop());
});

test("a decision that is too large for a commit becomes a dead letter, not a loop", async () => {
  const bench = new Bench();
  const swarm = bench.start([reader(() => ({ events: Array.from({ length: 300 }, () => refused("x")) }))]);
  await bench.append([received("a")]);
  await bench.clock.until(swarm.idle());
  expect(await bench.events("delivery.dead_lettered")).toMatchObject([
    { code: "SYN_COMMIT_TOO_LARGE", event_seq: 1 },
  ]);
  expect(await bench.events("document.refused")).toEqual([]);
  await bench.clock.until(swarm.stop());
});

test("events name their cause, its correlation and its trace", async () => {
  const bench = new Bench();
  const swarm = bench.start([echo]);
  await bench.append([received("a")]);
  await bench.clock.until(swarm.idle());
  const { events } = await bench.store.load({
    tenant: bench.scope.tenant,
    scope: bench.scope.scope,
    afterSeq: 0,
    eventsMax: 9,
    bytesMax: 1e6,
  });
  const [cause, effect] = events.map(({ body }) => parseEventBody(body));
  expect(effect).toMatchObject({
    causation_id: cause?.id,
    correlation_id: cause?.correlation_id,
    traceparent: cause?.traceparent,
    actor: "role:facts-reader",
  });
  await bench.clock.until(swarm.stop());
});

test("hints that the bus does not take are made up for by the sweep", async () => {
  const bench = new Bench();
  const down = { ...bench.bus, publish: () => Promise.reject(new SynodError("SYN_BUS_UNAVAILABLE", "away")) };
  const swarm = bench.start([echo], { bus: down });
  await bench.append([received("a")], { hint: false });
  await bench.clock.run(10_000);
  expect(await bench.events("document.refused")).toHaveLength(1);
  expect(bench.logs.map(({ message }) => message)).toContain("hints were not published");
  await bench.clock.until(swarm.stop());
});
