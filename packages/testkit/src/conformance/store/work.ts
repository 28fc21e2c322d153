import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HandlerName, ScopeId } from "@synod/core";
import type { Claim, Store } from "@synod/contracts";
import {
  CaseUnderTest,
  LEASE_MS,
  StandingClock,
  tenantNamed,
  type OpenStore,
  type StoreUnderTest,
} from "./case-under-test.ts";

/** Claims, leases, cursors and wakes. `clock` is the store's. */
export function workConformance(store: () => Store, clock: StandingClock, open: OpenStore): void {
  const begun = () => new CaseUnderTest(store()).begin();
  const cursorOf = async (scope: CaseUnderTest, handler: string) =>
    (await store().cursors(scope.ref)).find((cursor) => cursor.handler === handler);

  it("has work for those who subscribe to what was appended, and for nobody else", async () => {
    const crane = await begun();
    expect(await crane.claim("governor")).toBeNull();
    expect(await crane.claim("provisioner")).toMatchObject({
      ...crane.ref,
      handler: "provisioner",
      seq: 0,
      wakes: 0,
      failures: 0,
      crashes: 0,
    });
    await crane.append("ingest", "document.received");
    const cursors = await store().cursors(crane.ref);
    const seen = new Map(cursors.map(({ handler, wantedSeq, leased }) => [handler, [wantedSeq, leased]]));
    expect(Object.fromEntries(seen)).toEqual({
      "facts-reader": [2, false],
      provisioner: [1, true],
      tracker: [1, false],
    });
  });

  it("gives a scope to one instance at a time", async () => {
    const crane = await begun();
    const claim = await crane.mustClaim("tracker", "one");
    expect(await crane.claim("tracker", "two")).toBeNull();
    expect(await crane.claim("tracker", "one")).toBeNull();
    expect((await cursorOf(crane, "tracker"))?.leased).toBe(true);
    await crane.advance(claim, 1);
    expect((await cursorOf(crane, "tracker"))?.leased).toBe(false);
  });

  it("counts a lease that ended without a word as a crash, before the work, and fences off who held it", async () => {
    const crane = await begun();
    const lost = await crane.mustClaim("tracker", "one");
    clock.ms += LEASE_MS - 1;
    expect(await crane.claim("tracker", "two")).toBeNull();
    clock.ms += 1;
    const claim = await crane.mustClaim("tracker", "two");
    expect(claim).toMatchObject({ crashes: 1, failures: 0 });
    expect(claim.fence).toBeGreaterThan(lost.fence);

    const late = { ...lost, seq: 1, leased: true, keepLease: false };
    const batch = crane.batch({ events: [crane.event("document.received")], cursor: late });
    expect(await store().commit(batch)).toEqual({ kind: "lease_lost" });
    expect(await store().commit({ ...batch, expected: null })).toEqual({ kind: "lease_lost" });
    expect(await store().renew(lost, LEASE_MS)).toBe(false);
    await store().release(lost, { kind: "failed", retryMs: 1_000 });
    expect(await cursorOf(crane, "tracker")).toMatchObject({ seq: 0, failures: 0, crashes: 1, leased: true });
    expect(await crane.currentHead()).toEqual(crane.head);
    await crane.advance(claim, 1);
  });

  it("lets who held a lease too long go on as long as nobody took it", async () => {
    const crane = await begun();
    const claim = await crane.mustClaim("tracker");
    clock.ms += LEASE_MS * 2;
    expect(await store().renew(claim, LEASE_MS)).toBe(true);
    expect(await crane.claim("tracker", "two")).toBeNull();
    await crane.advance(claim, 1);
  });

  it("prolongs a lease", async () => {
    const crane = await begun();
    const claim = await crane.mustClaim("tracker");
    clock.ms += LEASE_MS - 1;
    expect(await store().renew(claim, LEASE_MS)).toBe(true);
    clock.ms += LEASE_MS - 1;
    expect(await crane.claim("tracker", "two")).toBeNull();
    clock.ms += 1;
    expect(await crane.mustClaim("tracker", "two")).toMatchObject({ crashes: 1 });
  });

  it("moves a cursor with what it caused, says whether there is more, and keeps the lease if asked", async () => {
    const crane = await begun();
    await crane.append("ingest", "document.received");
    const claim = await crane.mustClaim("tracker");
    const moved = { ...claim, seq: 1, leased: true, keepLease: true };
    const events = [crane.event("finality.evaluated")];
    expect(await crane.commit({ role: "tracker", events, cursor: moved })).toMatchObject({ more: true });
    expect(await cursorOf(crane, "tracker")).toMatchObject({ seq: 1, wantedSeq: 3, leased: true });
    expect(await crane.advance(claim, 3, true)).toMatchObject({ more: false });
    expect(await store().renew(claim, LEASE_MS)).toBe(true);
    expect(await crane.advance(claim, 3)).toMatchObject({ more: false });
    expect(await store().renew(claim, LEASE_MS)).toBe(false);
    expect(await crane.claim("tracker")).toBeNull();
  });

  it("says with a claim how far the log goes", async () => {
    const crane = await begun();
    await crane.append("ingest", "document.received", "document.received");
    expect(await crane.mustClaim("tracker")).toMatchObject({ seq: 0, head: 3 });
  });

  it("moves a cursor without a lease as long as nobody claimed or moved it since its fence was seen", async () => {
    const crane = await begun();
    const claim = await crane.mustClaim("tracker");
    const unleased = (fence: number, seq: number) =>
      crane.batch({ role: "tracker", cursor: { ...claim, fence, seq, leased: false, keepLease: false } });
    // Its own lease is one, too.
    expect(await store().commit(unleased(claim.fence, 1))).toEqual({ kind: "lease_lost" });
    await crane.advance(claim, 0);
    expect(await store().commit(unleased(claim.fence, 1))).toMatchObject({ kind: "committed", more: false });
    expect(await store().commit(unleased(claim.fence, 1))).toEqual({ kind: "lease_lost" });
    await crane.append("agents", "document.read");
    expect(await store().commit(unleased(claim.fence + 1, 2))).toMatchObject({ kind: "committed" });
    expect(await cursorOf(crane, "tracker")).toMatchObject({ seq: 2, leased: false });

    await crane.append("agents", "document.read");
    const other = await crane.mustClaim("tracker", "two");
    expect(other.fence).toBe(claim.fence + 3);
    expect(await store().commit(unleased(claim.fence + 2, 3))).toEqual({ kind: "lease_lost" });
    expect(await store().commit(unleased(other.fence, 3))).toEqual({ kind: "lease_lost" });
    await crane.advance(other, 3);
    const events = [crane.event("round.closed")];
    const late = { ...unleased(claim.fence + 2, 3), events };
    expect(await store().commit(late)).toEqual({ kind: "lease_lost" });
    expect(await crane.events(3)).toEqual([]);
  });

  it("has work after a transition for those who act in the state it leads to", async () => {
    const crane = await begun();
    const machine = { state: "FactsExtracted", epoch: 1 } as const;
    await crane.commit({ role: "executor", events: [crane.event("transition.applied")], machine });
    expect(await crane.claim("drift")).not.toBeNull();
    expect(await crane.claim("facts")).toBeNull();
    expect(await crane.claim("status")).toBeNull();
  });

  it("wakes nobody while others of the scope have something to deal with, and says so", async () => {
    const crane = await begun();
    const waking = { wake: ["tracker"], unlessWaiting: ["facts", "planner"] } as const;
    await crane.append("tracker", "context.added");
    expect(await crane.commit(waking)).toMatchObject({ woken: [] });
    await crane.advance(await crane.mustClaim("facts"), 2);
    expect(await crane.commit(waking)).toMatchObject({ woken: [] });
    const { handler, fence, tenant, scope } = await crane.mustClaim("planner");
    const cursor = { tenant, scope, handler, fence, wakes: 0, seq: 2, leased: true, keepLease: false };
    // Its own move counts.
    expect(await crane.commit({ ...waking, role: "agents", cursor })).toMatchObject({ woken: ["tracker"] });
    expect(await cursorOf(crane, "tracker")).toMatchObject({ wakes: 1 });
  });

  it("never moves a cursor back", async () => {
    const crane = await begun();
    await crane.append("ingest", "document.received");
    const claim = await crane.mustClaim("tracker");
    await crane.advance(claim, 2, true);
    await crane.advance(claim, 1);
    expect(await cursorOf(crane, "tracker")).toMatchObject({ seq: 2 });
  });

  it("gives a scope back: a failure counts, a deferral does not, and both wait as long as they were told", async () => {
    const crane = await begun();
    await store().release(await crane.mustClaim("tracker"), { kind: "deferred", retryMs: 500 });
    expect(await cursorOf(crane, "tracker")).toMatchObject({ failures: 0, crashes: 0, leased: false });
    clock.ms += 499;
    expect(await crane.claim("tracker")).toBeNull();
    clock.ms += 1;
    await store().release(await crane.mustClaim("tracker"), { kind: "failed", retryMs: 0.25 });
    clock.ms += 1;
    const again = await crane.mustClaim("tracker");
    expect(again).toMatchObject({ failures: 1, crashes: 0, seq: 0 });
    // Twice is once: the lease is gone.
    await store().release(again, { kind: "failed", retryMs: 0 });
    await store().release(again, { kind: "failed", retryMs: 0 });
    expect(await cursorOf(crane, "tracker")).toMatchObject({ failures: 2 });
  });

  it("forgives failures and crashes at progress, and only then", async () => {
    const crane = await begun();
    await store().release(await crane.mustClaim("tracker"), { kind: "failed", retryMs: 0 });
    await crane.mustClaim("tracker");
    clock.ms += LEASE_MS;
    const claim = await crane.mustClaim("tracker");
    expect(claim).toMatchObject({ failures: 1, crashes: 1 });
    await crane.advance(claim, 0, true);
    expect(await cursorOf(crane, "tracker")).toMatchObject({ failures: 1, crashes: 1 });
    await crane.advance(claim, 1);
    expect(await cursorOf(crane, "tracker")).toMatchObject({ failures: 0, crashes: 0, seq: 1 });
  });

  it("wakes a handler without an event, and leaves a wake that came during its work", async () => {
    const crane = await begun();
    await crane.commit({ wake: ["planner", "drift"] });
    const claim = await crane.mustClaim("planner");
    expect(claim).toMatchObject({ seq: 0, wakes: 1 });
    await crane.commit({ wake: ["planner"] });
    expect(await crane.advance(claim, 0, true)).toMatchObject({ more: true, wakes: 2 });
    expect(await crane.advance({ ...claim, wakes: 2 }, 0)).toMatchObject({ more: false, wakes: 2 });
    expect(await crane.claim("planner")).toBeNull();
    expect(await crane.claim("drift")).not.toBeNull();
  });

  describe("across tenants", () => {
    const SCOPES = 12;
    const [BUSY, QUIET, CALM] = [tenantNamed("a"), tenantNamed("b"), tenantNamed("c")];
    const ownClock = new StandingClock();
    let own: StoreUnderTest;
    /** Of one handler each: what one test claims is no other's. */
    const claimed = (handler: HandlerName, limit: number, instance = "one"): Promise<readonly Claim[]> =>
      own.store.claim({ handler, instance, leaseMs: LEASE_MS, limit });

    // A store of its own: these claims look at every scope there is.
    beforeAll(async () => {
      own = await open(ownClock);
      const scopes = Array.from({ length: SCOPES }, (_, index) => `s-${String(index).padStart(2, "0")}`);
      const all = [
        ...scopes.map((scope) => [BUSY, scope] as const),
        [QUIET, "only"],
        [CALM, "only"],
      ] as const;
      for (const [tenant, scope] of all) {
        const begun = await new CaseUnderTest(own.store, { tenant, scope: scope as ScopeId }).begin();
        await begun.commit({ wake: ["planner"] });
      }
    });
    afterAll(() => own.close());

    it("takes a scope of each tenant before a second of any, up to the limit, none twice", async () => {
      const first = await claimed("provisioner", 3);
      expect(new Set(first.map(({ tenant }) => tenant))).toEqual(new Set([BUSY, QUIET, CALM]));
      const second = await claimed("provisioner", 5);
      expect(second).toHaveLength(5);
      expectEachOnce([...first, ...second, ...(await claimed("provisioner", 100))]);
      expect(await claimed("provisioner", 100)).toEqual([]);
    });

    it("never gives a scope to two of the instances that ask at once, and leaves none behind", async () => {
      const instances = Array.from({ length: 8 }, (_, index) => `instance-${index}`);
      const all = await Promise.all(instances.map((instance) => claimed("planner", 2, instance)));
      expectEachOnce([...all.flat(), ...(await claimed("planner", 100, "last"))]);
    });

    it("lets no tenant wait for a busy one, nor a scope for its neighbours, one claim at a time", async () => {
      const taken = new Map<string, number>();
      for (let turn = 0; turn < 120; turn += 1) {
        const [claim] = await claimed("tracker", 1);
        if (claim === undefined) throw new Error("there is work for ever");
        const { tenant, scope } = claim;
        for (const name of [tenant, `${tenant}/${scope}`]) taken.set(name, (taken.get(name) ?? 0) + 1);
        // Given back unfinished: it waits again at once.
        await own.store.release(claim, { kind: "deferred", retryMs: 0 });
        ownClock.ms += 1_000;
      }
      // A third of the turns each; by chance alone it is never this far off.
      for (const tenant of [BUSY, QUIET, CALM]) expect(taken.get(tenant)).toBeGreaterThan(12);
      expect([...taken].filter(([name]) => name.startsWith(`${BUSY}/`))).toHaveLength(SCOPES);
    });

    function expectEachOnce(claims: readonly Claim[]): void {
      expect(claims).toHaveLength(SCOPES + 2);
      expect(new Set(claims.map(({ tenant, scope }) => `${tenant}/${scope}`)).size).toBe(SCOPES + 2);
    }
  });
}
