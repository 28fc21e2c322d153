import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  CHAIN_START,
  checkLink,
  GENESIS_HASH,
  linkHash,
  type DocumentId,
  type EventBody,
  type EventRecord,
  type IsoInstant,
  type ScopeId,
} from "@synod/core";
import { BYTES_PER_COMMIT_MAX, EVENTS_PER_COMMIT_MAX, type Store } from "@synod/contracts";
import { CaseUnderTest, NOON, tenantNamed } from "./case-under-test.ts";

/** Appending, reading back, and what is refused. */
export function logConformance(store: () => Store): void {
  const fresh = () => new CaseUnderTest(store());

  it("knows nothing of a scope that never was", async () => {
    const query = { ...fresh().ref, afterSeq: 0, eventsMax: 10, bytesMax: 1_000 };
    await expect(store().load(query)).resolves.toEqual({ head: null, events: [], keys: [] });
    await expect(store().cursors(query)).resolves.toEqual([]);
    await expect(store().projection(query)).resolves.toEqual({ nodes: [], edges: [] });
  });

  it("chains events by the one rule, and reads back what it acknowledged", async () => {
    const crane = fresh();
    const first = await crane.append("ingest", "scope.configured", "document.received");
    const second = await crane.append("ingest", "document.received");
    const events = await crane.events();
    expect(events).toEqual([...first.events, ...second.events]);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(events[0]).toMatchObject({
      prev_hash: GENESIS_HASH,
      hash: linkHash(GENESIS_HASH, 1, bodyOf(events[0])),
    });
    expectChain(events);
    expect(second.head).toEqual({ seq: 3, hash: events[2]?.hash, epoch: 0, recordedAt: NOON });
    expect(await crane.currentHead()).toEqual(second.head);
  });

  it("keeps bodies byte for byte, whatever characters are in them", async () => {
    const crane = fresh();
    const text = fc.string({ unit: "binary", maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (texts) => {
        const events = texts.map((data) => crane.event("document.refused", { data }));
        const { head } = await crane.commit({ events });
        const read = await crane.events(head.seq - events.length);
        expect(read.map(bodyOf)).toEqual(events.map(({ body }) => body));
        expectChain(await crane.events());
      }),
      { numRuns: 20 },
    );
  });

  it("keeps an escaped NUL and an escaped lone surrogate as the text that was hashed", async () => {
    const crane = fresh();
    const event = crane.event("document.refused", { data: "a\0b \u{1F69A} \u2028 \u202E é e\u0301" });
    const odd = { ...event, body: event.body.replace("a\\u0000", "\\ud800 a\\u0000") };
    await crane.commit({ events: [odd] });
    expect((await crane.events()).map(bodyOf)).toEqual([odd.body]);
    expectChain(await crane.events());
  });

  it.each([
    ["a NUL", "a\0b"],
    ["a lone surrogate", "a\uD800b"],
  ])("refuses %s that stands in a text as it is, and writes nothing", async (_, text) => {
    const crane = await fresh().begin();
    const event = crane.event("document.received");
    const letter = {
      handler: "facts",
      eventSeq: 1,
      code: "SYN_INTERNAL",
      cause: text,
      failures: 1,
      crashes: 0,
      traceparent: null,
    } as const;
    const refused = { code: "SYN_TEXT_UNSTORABLE", class: "terminal" };
    const attempts = [
      crane.batch({ events: [{ ...event, body: text }] }),
      crane.batch({ events: [{ ...event, idempotencyKey: text }] }),
      crane.batch({ events: [event], deadLetters: [letter] }),
    ];
    for (const batch of attempts) await expect(store().commit(batch)).rejects.toMatchObject(refused);
    await expect(
      store().journal(crane.ref, { digest: GENESIS_HASH, document: null, answer: text }),
    ).rejects.toMatchObject(refused);
    expect(await crane.currentHead()).toEqual(crane.head);
  });

  it("reads in pages of so many events and bytes, at least one event each", async () => {
    const crane = fresh();
    // Two bytes a letter: bytes are counted, not UTF-16 units.
    const events = Array.from({ length: 5 }, () =>
      crane.event("document.refused", { data: "ü".repeat(1_000) }),
    );
    await crane.commit({ events });
    const bytes = Buffer.byteLength(bodyOf(events[0]), "utf8");
    const seqs = async (afterSeq: number, eventsMax: number, bytesMax: number) =>
      (await crane.events(afterSeq, eventsMax, bytesMax)).map(({ seq }) => seq);
    expect(await seqs(0, 3, 1e9)).toEqual([1, 2, 3]);
    expect(await seqs(3, 3, 1e9)).toEqual([4, 5]);
    expect(await seqs(0, 10, bytes * 2)).toEqual([1, 2]);
    expect(await seqs(0, 10, bytes * 2 - 1)).toEqual([1]);
    expect(await seqs(2, 10, 1)).toEqual([3]);
    expect(await seqs(5, 10, 1e9)).toEqual([]);
    const past = await store().load({ ...crane.ref, afterSeq: 99, eventsMax: 1, bytesMax: 1 });
    expect(past).toEqual({ head: crane.head, events: [], keys: [] });
  });

  it("gives the keys of documents with the events that made them", async () => {
    const crane = await fresh().begin();
    const key = { document: "d".repeat(64) as DocumentId, wrapped: "d3JhcHBlZA==" };
    const gone = { document: "e".repeat(64) as DocumentId, wrapped: null };
    await crane.commit({ events: [crane.event("document.received")], keys: [key, gone] });
    await crane.append("ingest", "document.received");
    const keys = async (afterSeq: number, eventsMax: number) =>
      (await store().load({ ...crane.ref, afterSeq, eventsMax, bytesMax: 1e9 })).keys;
    expect(await keys(0, 1)).toEqual([]);
    expect(await keys(0, 2)).toEqual([key, gone]);
    expect(await keys(1, 1)).toEqual([key, gone]);
    expect(await keys(2, 10)).toEqual([]);
  });

  it("takes a commit of as many events as it may hold, and no more", async () => {
    const crane = fresh();
    const many = (count: number) => Array.from({ length: count }, () => crane.event("document.refused"));
    const { head } = await crane.commit({ events: many(EVENTS_PER_COMMIT_MAX) });
    expect(head.seq).toBe(EVENTS_PER_COMMIT_MAX);
    expectChain(await crane.events());
    const tooLarge = { code: "SYN_COMMIT_TOO_LARGE", class: "terminal" };
    await expect(
      store().commit(crane.batch({ events: many(EVENTS_PER_COMMIT_MAX + 1) })),
    ).rejects.toMatchObject(tooLarge);
    const event = { ...crane.event("document.refused"), body: "x".repeat(BYTES_PER_COMMIT_MAX + 1) };
    await expect(store().commit(crane.batch({ events: [event] }))).rejects.toMatchObject(tooLarge);
    expect(await crane.currentHead()).toEqual(head);
  });

  it("appends on the head that the batch was decided on, or not at all", async () => {
    const crane = await fresh().begin();
    const stale = crane.head;
    await crane.append("ingest", "document.received");
    const events = [crane.event("document.received")];
    const wake = ["planner"] as const;
    const none = { kind: "conflict", head: 2 };
    expect(await store().commit(crane.batch({ events, wake, expected: stale }))).toEqual(none);
    expect(await store().commit(crane.batch({ events, wake, expected: null }))).toEqual(none);
    expect(await store().commit(fresh().batch({ events, expected: stale }))).toEqual({ ...none, head: 0 });
    expect(await crane.currentHead()).toEqual(crane.head);
    expect((await store().cursors(crane.ref)).map(({ handler }) => handler)).not.toContain("planner");
  });

  it("does not look at the head of a batch without events, and gives the one there is", async () => {
    const crane = await fresh().begin();
    const stale = crane.head;
    await crane.append("ingest", "document.received");
    expect(await store().commit(crane.batch({ wake: ["planner"], expected: stale }))).toMatchObject({
      kind: "committed",
      events: [],
      head: crane.head,
    });
    expect(await store().commit(fresh().batch({ wake: ["planner"] }))).toEqual({
      kind: "conflict",
      head: null,
    });
  });

  it("refuses a batch whose events share an idempotency key, and appends none of them", async () => {
    const crane = await fresh().begin();
    const twice = [1, 2].map(() => crane.event("document.received", { idempotencyKey: "same" }));
    const batch = crane.batch({ events: [crane.event("document.received"), ...twice] });
    await expect(store().commit(batch)).rejects.toMatchObject({ code: "SYN_INTERNAL", class: "bug" });
    expect(await crane.currentHead()).toEqual(crane.head);
  });

  it("appends an idempotency key once a scope, and gives the event that has it, however the head moved", async () => {
    const crane = await fresh().begin();
    const options = { idempotencyKey: "same" };
    const stale = crane.head;
    const { events } = await crane.commit({ events: [crane.event("document.received", options)] });
    const again = [crane.event("document.received"), crane.event("document.received", options)];
    const wake = ["planner"] as const;
    for (const expected of [stale, crane.head]) {
      const result = await store().commit(crane.batch({ events: again, wake, expected }));
      expect(result).toEqual({ kind: "duplicate", event: events[0] });
    }
    expect(await crane.currentHead()).toEqual(crane.head);
    expect((await store().cursors(crane.ref)).map(({ handler }) => handler)).not.toContain("planner");
    const other = await fresh().begin();
    await other.commit({ events: [other.event("document.received", options)] });
    expect(other.head?.seq).toBe(2);
  });

  it("never lets recorded time run backwards in a scope, nor within a commit", async () => {
    const crane = await fresh().begin();
    const at = (recordedAt: string) =>
      crane.event("document.received", { recordedAt: recordedAt as IsoInstant });
    const backwards = { code: "SYN_CONFLICT", class: "retryable" };
    const [before, after] = ["2026-06-01T11:59:59.999Z", "2026-06-01T12:00:00.001Z"] as const;
    await expect(store().commit(crane.batch({ events: [at(before)] }))).rejects.toMatchObject(backwards);
    await expect(store().commit(crane.batch({ events: [at(after), at(NOON)] }))).rejects.toMatchObject(
      backwards,
    );
    expect(await crane.currentHead()).toEqual(crane.head);
    const { head } = await crane.commit({ events: [at(NOON), at(after)] });
    expect(head.recordedAt).toBe(after);
  });

  it("moves state and epoch with the event that says so", async () => {
    const crane = await fresh().begin();
    const machine = { state: "FactsExtracted", epoch: 1 } as const;
    const events = [crane.event("transition.applied")];
    const { head } = await crane.commit({ role: "executor", events, machine });
    expect(head).toMatchObject({ seq: 2, epoch: 1 });
    expect(await crane.currentHead()).toEqual(head);
    await crane.append("ingest", "document.received");
    expect(crane.head).toMatchObject({ seq: 3, epoch: 1 });
    const before = { ...crane.ref, scope: "a" as ScopeId };
    expect(await store().scopes(before, 1)).toEqual([
      { ...crane.ref, head: crane.head, state: "FactsExtracted" },
    ]);
  });

  it("lists every scope in order, page by page, and keeps tenants apart", async () => {
    const [one, two] = ["zz-a", "zz-b"].map(tenantNamed);
    const names = ["a", "a-b", "a0", "b"] as ScopeId[];
    for (const tenant of [two, one])
      for (const scope of names) {
        if (tenant === undefined) throw new Error("no tenant");
        await new CaseUnderTest(store(), { tenant, scope }).begin();
      }
    const listed: string[] = [];
    let after = { tenant: "zz" as never, scope: "" as ScopeId };
    for (let page = await store().scopes(after, 3); page.length > 0; page = await store().scopes(after, 3)) {
      expect(page.length).toBeLessThanOrEqual(3);
      listed.push(...page.map(({ tenant, scope }) => `${tenant}/${scope}`));
      const last = page.at(-1);
      if (last !== undefined) after = { tenant: last.tenant as never, scope: last.scope };
    }
    // By the bytes of the names: a hyphen before a digit.
    expect(listed).toEqual([one, two].flatMap((tenant) => names.map((scope) => `${tenant}/${scope}`)));
    const others = new CaseUnderTest(store(), {
      tenant: tenantNamed("zz-c"),
      scope: names[0] ?? ("a" as ScopeId),
    });
    expect(await others.events()).toEqual([]);
  });
}

function bodyOf(event: { readonly body: string } | undefined): string {
  if (event === undefined) throw new Error("an event is missing");
  return event.body;
}

/** Every link recomputes, and no column says anything else than the hashed body. */
export function expectChain(events: readonly EventRecord[]): void {
  let before = CHAIN_START;
  for (const event of events) {
    const body = JSON.parse(event.body) as EventBody;
    expect(checkLink(before, event, body)).toBeNull();
    before = { seq: event.seq, hash: event.hash, recordedAt: event.recorded_at };
  }
}
