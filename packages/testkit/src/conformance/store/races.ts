import { expect, it } from "vitest";
import type { Store } from "@synod/contracts";
import { CaseUnderTest } from "./case-under-test.ts";
import { expectChain } from "./log.ts";

const WRITERS = 8;

/** Many writers of one scope at once. */
export function racesConformance(store: () => Store): void {
  const many = <Result>(work: (index: number) => Promise<Result>): Promise<Result[]> =>
    Promise.all(Array.from({ length: WRITERS }, (_, index) => work(index)));
  const won = (results: readonly { readonly kind: string }[]) =>
    results.filter(({ kind }) => kind === "committed");

  it("lets one of those win who decided on the same head, also on none", async () => {
    const crane = new CaseUnderTest(store());
    for (let round = 0; round < 3; round += 1) {
      const results = await many(() =>
        store().commit(crane.batch({ events: [crane.event("document.received")] })),
      );
      expect(won(results)).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === "conflict")).toHaveLength(WRITERS - 1);
      crane.head = await crane.currentHead();
      expect(crane.head?.seq).toBe(round + 1);
    }
  });

  it("appends everything that those who decide again want, in one chain", async () => {
    const crane = await new CaseUnderTest(store()).begin();
    await many(async () => {
      const mine = new CaseUnderTest(store(), crane.ref);
      let kind = "";
      while (kind !== "committed") {
        mine.head = await mine.currentHead();
        ({ kind } = await store().commit(mine.batch({ events: [mine.event("document.received")] })));
      }
    });
    const events = await crane.events();
    expect(events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: WRITERS + 1 }, (_, index) => index + 1),
    );
    expectChain(events);
  });

  it("appends one event for one idempotency key, and gives it to all who come after", async () => {
    const crane = await new CaseUnderTest(store()).begin();
    const options = { idempotencyKey: "one" };
    const results = await many(() =>
      store().commit(crane.batch({ events: [crane.event("document.received", options)] })),
    );
    expect(won(results)).toHaveLength(1);
    const [, event] = await crane.events();
    for (const result of results) if (result.kind === "duplicate") expect(result.event).toEqual(event);
    expect(await crane.events()).toHaveLength(2);
  });

  it("keeps epochs contiguous: two transitions of one epoch never both win", async () => {
    const crane = await new CaseUnderTest(store()).begin();
    for (let epoch = 1; epoch <= 3; epoch += 1) {
      const machine = { state: epoch % 2 === 1 ? "FactsExtracted" : "ContextIngested", epoch } as const;
      const results = await many(() => {
        const events = [crane.event("transition.applied", { data: { epoch } })];
        return store().commit(crane.batch({ role: "executor", events, machine }));
      });
      expect(won(results)).toHaveLength(1);
      crane.head = await crane.currentHead();
      expect(crane.head?.epoch).toBe(epoch);
    }
    const epochs = (await crane.events(1)).map(
      ({ body }): unknown => (JSON.parse(body) as Transition).data.epoch,
    );
    expect(epochs).toEqual([1, 2, 3]);
  });

  it("moves a cursor once: of two turns of one claim the second finds its lease gone", async () => {
    const crane = await new CaseUnderTest(store()).begin();
    const claim = await crane.mustClaim("tracker");
    const results = await many(() =>
      store().commit(
        crane.batch({ role: "tracker", cursor: { ...claim, seq: 1, leased: true, keepLease: false } }),
      ),
    );
    expect(won(results)).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === "lease_lost")).toHaveLength(WRITERS - 1);
  });

  it("moves a cursor once: of those who move it without a lease, one does", async () => {
    const crane = await new CaseUnderTest(store()).begin();
    const claim = await crane.mustClaim("tracker");
    await crane.advance(claim, 0);
    const cursor = { ...claim, seq: 1, leased: false, keepLease: false };
    const results = await many(() => store().commit(crane.batch({ role: "tracker", cursor })));
    expect(won(results)).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === "lease_lost")).toHaveLength(WRITERS - 1);
  });

  it("wakes once when the last of several handlers is done, whoever is the last", async () => {
    const handlers = ["facts", "drift", "planner", "status"] as const;
    for (let round = 0; round < 8; round += 1) {
      const crane = await new CaseUnderTest(store()).begin();
      await crane.append("executor", "transition.applied");
      const claims = await Promise.all(handlers.map((handler) => crane.mustClaim(handler)));
      const results = await Promise.all(
        claims.map((claim) => {
          const cursor = { ...claim, seq: 2, leased: true, keepLease: false };
          return store().commit(
            crane.batch({ role: "agents", cursor, wake: ["tracker"], unlessWaiting: handlers }),
          );
        }),
      );
      expect(results.flatMap((result) => (result.kind === "committed" ? result.woken : []))).toEqual([
        "tracker",
      ]);
    }
  });

  it("lets nobody wait in a circle: appends, moves and wakes of one scope at once all get their answer", async () => {
    const handlers = ["facts", "drift", "planner", "status"] as const;
    for (let round = 0; round < 24; round += 1) {
      const crane = await new CaseUnderTest(store()).begin();
      await crane.append("executor", "transition.applied");
      const tracker = await crane.mustClaim("tracker");
      const claims = await Promise.all(handlers.map((handler) => crane.mustClaim(handler)));
      const moves = claims.map((claim) => {
        const cursor = { ...claim, seq: 2, leased: true, keepLease: false };
        return crane.batch({ role: "agents", cursor, wake: ["tracker"], unlessWaiting: [] });
      });
      const appends = [
        crane.batch({
          role: "tracker",
          // The tracker first, then those whose names come before its own.
          events: [crane.event("finality.evaluated"), crane.event("context.added")],
          cursor: { ...tracker, seq: 2, leased: true, keepLease: false },
        }),
        crane.batch({ role: "executor", events: [crane.event("transition.applied")], wake: ["tracker"] }),
        crane.batch({ role: "ingest", events: [crane.event("document.received")] }),
      ];
      const all = [...appends, ...moves, ...appends].map((batch) => store().commit(batch));
      const kinds = (await Promise.all(all)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "committed")).toHaveLength(1 + moves.length);
    }
  });

  it("loses no wake that comes while a turn commits", async () => {
    const crane = await new CaseUnderTest(store()).begin();
    await crane.commit({ wake: ["planner"] });
    const claim = await crane.mustClaim("planner");
    const turn = store().commit(
      crane.batch({ cursor: { ...claim, seq: 0, leased: true, keepLease: false } }),
    );
    await Promise.all([turn, many(() => store().commit(crane.batch({ wake: ["planner"] })))]);
    expect(await crane.mustClaim("planner")).toMatchObject({ wakes: claim.wakes + WRITERS });
  });
}

interface Transition {
  readonly data: { readonly epoch: number };
}
