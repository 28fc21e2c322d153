import { SynodError, type EventType } from "@synod/core";
import type { LoadQuery } from "@synod/contracts";
import { expect, test } from "vitest";
import { CaseCache } from "./case-cache.ts";
import { ACME, Bench, received } from "./doubles/bench.ts";
import { storeWith } from "./doubles/store-with.ts";

const KEY = new Uint8Array(32).fill(7);
const LIMITS = {
  cachedScopesMax: 2,
  cachedEventsMax: 1_000,
  tailEventsMax: 4,
  loadEventsMax: 3,
  loadBytesMax: 1e6,
};

test("a log is read in pages, and only what is new is read again", async () => {
  const bench = new Bench();
  await bench.append(Array.from({ length: 10 }, (_, n) => received(`${n}`)));
  const loads: number[] = [];
  const load = (query: LoadQuery) => {
    loads.push(query.afterSeq);
    return bench.store.load(query);
  };
  const cache = new CaseCache(storeWith(bench.store, { load }), KEY, LIMITS);
  expect((await cache.refresh(ACME)).state.head?.seq).toBe(10);
  await bench.append([received("new")]);
  expect((await cache.refresh(ACME)).state.documents.size).toBe(11);
  expect(loads).toEqual([0, 3, 6, 9, 10]);
});

test("events before the tail come out of the log, those in it out of memory; either way in order, without a gap", async () => {
  const bench = new Bench();
  await bench.append(Array.from({ length: 10 }, (_, n) => received(`${n}`)));
  const cache = new CaseCache(bench.store, KEY, LIMITS);
  const cached = await cache.refresh(ACME);
  for (const after of [0, 1, 5, 6, 8, 10]) {
    const all = await cache.wantedAfter(cached, "facts-reader", after, 100);
    expect(all.events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 10 - after }, (_, n) => after + n + 1),
    );
    expect(all).toMatchObject({ upTo: 10, more: false });
  }
  expect(await cache.wantedAfter(cached, "facts-reader", 1, 2)).toMatchObject({ upTo: 3, more: true });
  expect(await cache.wantedAfter(cached, "governor", 1, 2)).toMatchObject({
    events: [],
    upTo: 10,
    more: false,
  });
});

test("two who read the same scope at once fold each event once", async () => {
  const bench = new Bench();
  await bench.append(Array.from({ length: 10 }, (_, n) => received(`${n}`)));
  const cache = new CaseCache(bench.store, KEY, LIMITS);
  const [a, b] = await Promise.all([cache.refresh(ACME), cache.refresh(ACME)]);
  expect(a).toBe(b);
  expect(a.state.counts.get("document.received")?.count).toBe(10);
});

test("the least recently used scope is forgotten first, and memory stays within its bounds", async () => {
  const bench = new Bench();
  const scopes = ["one", "two", "three"].map((name) => ({ ...ACME, scope: name as typeof ACME.scope }));
  const cache = new CaseCache(bench.store, KEY, LIMITS);
  for (const scope of scopes) {
    await bench.append([received("a")], { scope });
    await cache.refresh(scope);
  }
  expect(cache.size).toEqual({ scopes: 2, events: 2 });
});

test("a changed event is noticed, whatever was changed in it", async () => {
  const bench = new Bench();
  await bench.append([received("a"), received("b")]);
  const load = async (query: LoadQuery) => {
    const page = await bench.store.load(query);
    return {
      ...page,
      events: page.events.map((event) => ({
        ...event,
        body: event.body.replace('"name":"b"', '"name":"c"'),
      })),
    };
  };
  const cache = new CaseCache(storeWith(bench.store, { load }), KEY, LIMITS);
  await expect(cache.refresh(ACME)).rejects.toThrow(/SYN_LOG_BROKEN.*event 2/);
});

test("an event of a newer version parks its scope: nothing is lost, nothing is buried, neighbours go on", async () => {
  const bench = new Bench({ parkMs: 60_000 });
  const other = { ...ACME, scope: "other" as typeof ACME.scope };
  let upgraded = false;
  const load = async (query: LoadQuery) => {
    if (!upgraded && query.scope === ACME.scope)
      throw new SynodError("SYN_EVENT_UNKNOWN", "quorum.reached, version 9");
    return bench.store.load(query);
  };
  const answers: string[] = [];
  const swarm = bench.start(
    [
      {
        name: "facts-reader",
        role: "agents",
        activation: { kind: "sequence_delta", type: "document.received" satisfies EventType, count: 1 },
        decide({ scope }) {
          answers.push(scope.scope);
          return { events: [] };
        },
      },
    ],
    { store: storeWith(bench.store, { load }) },
  );
  await bench.append([received("a")]);
  await bench.append([received("a")], { scope: other });
  await bench.clock.run(200_000);
  expect(answers).toEqual(["other"]);
  expect(await bench.cursor("facts-reader")).toMatchObject({ seq: 0, failures: 0, crashes: 0 });
  upgraded = true;
  await bench.clock.run(200_000);
  expect(answers).toEqual(["other", "crane"]);
  await bench.clock.until(swarm.stop());
});
