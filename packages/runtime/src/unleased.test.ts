import { ALWAYS, type HandlerName } from "@synod/core";
import type { ClaimQuery, CommitBatch, Store } from "@synod/contracts";
import { expect, test } from "vitest";
import { ACME, Bench, received } from "./doubles/bench.ts";
import { storeWith } from "./doubles/store-with.ts";
import type { AnyHandler, Handler } from "./handler.ts";

const LEASE_MS = 15_000;

/** Answers every received document with an event that nobody wants. */
function echo(more: Partial<Handler> = {}): AnyHandler {
  return {
    name: "facts-reader",
    role: "agents",
    activation: ALWAYS,
    decide: ({ events }) => ({
      events: events.flatMap((event) =>
        event.type === "document.received"
          ? [
              {
                type: "document.refused",
                data: { name: event.data.name, size: 0, code: "SYN_USAGE", cause: "" },
              },
            ]
          : [],
      ),
    }),
    ...more,
  };
}

/** The bench's store, and what is asked of it for the scope that a hint names. */
function counted(bench: Bench): {
  store: Store;
  claims: ClaimQuery[];
  commits: CommitBatch[];
  loads: number[];
} {
  const claims: ClaimQuery[] = [];
  const commits: CommitBatch[] = [];
  const loads: number[] = [];
  const store = storeWith(bench.store, {
    claim: (query) => {
      if (query.only !== undefined) claims.push(query);
      return bench.store.claim(query);
    },
    commit: (batch) => {
      commits.push(batch);
      return bench.store.commit(batch);
    },
    load: (query) => {
      loads.push(query.afterSeq);
      return bench.store.load(query);
    },
  });
  return { store, claims, commits, loads };
}

const namesOf = async (bench: Bench) => (await bench.events("document.refused")).map(({ name }) => name);

/** Another instance takes the scope and gives it back without a word about the events. */
async function visit(store: Store, handler: HandlerName): Promise<void> {
  const [claim] = await store.claim({ handler, instance: "other", leaseMs: LEASE_MS, limit: 1, only: ACME });
  if (claim === undefined) throw new Error("nothing to claim");
  await store.release(claim, { kind: "deferred", retryMs: 0 });
}

test("the first turn claims; the next ones move the cursor from where this process left it", async () => {
  const bench = new Bench();
  const { store, claims, commits } = counted(bench);
  const swarm = bench.start([echo()], { store });
  for (const name of ["a", "b", "c"]) {
    await bench.append([received(name)]);
    await bench.clock.run(100);
  }
  expect(await namesOf(bench)).toEqual(["a", "b", "c"]);
  expect(claims).toHaveLength(1);
  expect(commits.map(({ cursor }) => cursor?.leased)).toEqual([true, false, false]);
  await bench.clock.until(swarm.stop());
});

test("what is folded already is not loaded again for a turn", async () => {
  const bench = new Bench();
  const { store, loads, commits } = counted(bench);
  // The first handler's own events are the second's work: this process has folded them.
  const second = echo({ name: "tracker", role: "tracker", decide: () => ({ events: [] }) });
  const read: AnyHandler = echo({
    decide: ({ events }) => ({
      events: events.flatMap((event) => {
        if (event.type !== "document.received") return [];
        const { document } = event.data;
        const data = {
          document,
          received_seq: event.seq,
          thought: document,
          analyst: "a@1",
          statements: 0,
          risks: 0,
        };
        return [{ type: "document.read", data }];
      }),
    }),
  });
  const swarm = bench.start([read, second], { store });
  await bench.append([received("a")]);
  await bench.clock.run(100);
  loads.length = 0;
  commits.length = 0;
  await bench.append([received("b")]);
  await bench.clock.run(100);
  expect(commits.map(({ cursor }) => cursor?.handler)).toEqual(["facts-reader", "tracker"]);
  expect(loads).toHaveLength(1);
  await bench.clock.until(swarm.stop());
});

test("a cursor that another touched is claimed anew", async () => {
  const bench = new Bench();
  const { store, claims, commits } = counted(bench);
  const swarm = bench.start([echo()], { store });
  await bench.append([received("a")]);
  await bench.clock.run(100);
  await bench.append([received("b")], { hint: false });
  await visit(bench.store, "facts-reader");
  await bench.append([received("c")]);
  await bench.clock.run(100);
  expect(await namesOf(bench)).toEqual(["a", "b", "c"]);
  expect(claims).toHaveLength(2);
  expect(commits.map(({ cursor }) => cursor?.leased)).toEqual([true, false, true]);
  await bench.clock.until(swarm.stop());
});

test("who thinks does so under a lease, unless it thinks freely", async () => {
  for (const [thinksFreely, expected] of [
    [false, [true, true]],
    [true, [true, false]],
  ] as const) {
    const bench = new Bench();
    const { store, commits } = counted(bench);
    const swarm = bench.start([echo({ think: () => Promise.resolve(null), thinksFreely })], { store });
    for (const name of ["a", "b"]) {
      await bench.append([received(name)]);
      await bench.clock.run(100);
    }
    expect(commits.map(({ cursor }) => cursor?.leased)).toEqual(expected);
    await bench.clock.until(swarm.stop());
  }
});

test("a hint of what is dealt with asks the store nothing", async () => {
  const bench = new Bench();
  const { store, claims, commits, loads } = counted(bench);
  const swarm = bench.start([echo()], { store });
  await bench.append([received("a")]);
  await bench.clock.run(100);
  const asked = [claims.length, commits.length, loads.length];
  const [event] = (await bench.store.load({ ...ACME, afterSeq: 0, eventsMax: 1, bytesMax: 1e6 })).events;
  if (event === undefined) throw new Error("no event");
  await bench.bus.publish([{ ...event, traceparent: null, generation: 0 }]);
  await bench.clock.run(100);
  expect([claims.length, commits.length, loads.length]).toEqual(asked);
  await bench.clock.until(swarm.stop());
});

test("what fails without a lease is tried and counted under one", async () => {
  const bench = new Bench();
  const { store, commits } = counted(bench);
  const decide: Handler["decide"] = (view) => {
    if (view.events.some((event) => event.type === "document.received" && event.data.name === "poison"))
      throw new Error("poison");
    return echo().decide(view, undefined);
  };
  const swarm = bench.start([echo({ decide })], { store });
  await bench.append([received("a")]);
  await bench.clock.run(100);
  await bench.append([received("poison")]);
  await bench.clock.run(60_000);
  expect(await bench.events("delivery.dead_lettered")).toMatchObject([
    { event_seq: 3, code: "SYN_INTERNAL" },
  ]);
  expect(commits.every(({ cursor }) => cursor?.leased)).toBe(true);
  await bench.clock.until(swarm.stop());
});
