import { expect, it } from "vitest";
import {
  GENESIS_HASH,
  sha256Hex,
  type DocumentId,
  type EdgeRow,
  type IsoInstant,
  type NodeRow,
  type ScopeRef,
} from "@synod/core";
import type { Store } from "@synod/contracts";
import { CaseUnderTest, NOON } from "./case-under-test.ts";
import { expectChain } from "./log.ts";

/** What belongs to a scope beside its log: thoughts, timers, the graph's rows, dead letters. */
export function belongingsConformance(store: () => Store): void {
  const begun = () => new CaseUnderTest(store()).begin();

  it("journals the first answer to a question, for good, in its own scope", async () => {
    const [crane, other] = [await begun(), await begun()];
    const digest = sha256Hex("question");
    const thought = { digest, document: "d".repeat(64) as DocumentId, answer: '"ü\\u0000 \u{1F69A}"' };
    expect(await store().thought(crane.ref, digest)).toBeNull();
    await store().journal(crane.ref, thought);
    await store().journal(crane.ref, { ...thought, answer: '"other"' });
    expect(await store().thought(crane.ref, digest)).toEqual(thought);
    expect(await store().thought(other.ref, digest)).toBeNull();
    await store().journal(other.ref, { digest, document: null, answer: "1" });
    expect(await store().thought(other.ref, digest)).toEqual({ digest, document: null, answer: "1" });
  });

  it("keeps one answer of many that come at once", async () => {
    const crane = await begun();
    const digest = sha256Hex("race");
    const answers = Array.from({ length: 8 }, (_, index) => String(index));
    await Promise.all(
      answers.map((answer) => store().journal(crane.ref, { digest, document: null, answer })),
    );
    expect(answers).toContain((await store().thought(crane.ref, digest))?.answer);
  });

  const later = "2026-06-01T13:00:00.000Z" as IsoInstant;
  const fireAll = (now: string) => store().fireTimers(now as IsoInstant, 100);
  const ofScope = ({ tenant, scope }: ScopeRef, events: Awaited<ReturnType<typeof fireAll>>) =>
    events.filter((event) => event.tenant === tenant && event.scope === scope);

  it("fires a timer that is due once, as an event of its scope", async () => {
    const crane = await begun();
    const timer = { handler: "tracker", key: "idle", due: later } as const;
    await crane.commit({ role: "tracker", timers: [timer] });
    expect(ofScope(crane.ref, await fireAll("2026-06-01T12:59:59.999Z"))).toEqual([]);
    const [fired, ...more] = ofScope(crane.ref, await fireAll("2026-06-01T13:00:00.500Z"));
    expect(more).toEqual([]);
    expect(fired).toMatchObject({ seq: 2, type: "timer.fired", recorded_at: "2026-06-01T13:00:00.500Z" });
    expect(JSON.parse(fired?.body ?? "{}")).toMatchObject({ ...crane.ref, data: timer });
    expect(ofScope(crane.ref, await fireAll("2026-06-02T00:00:00.000Z"))).toEqual([]);
    const events = await crane.events();
    expect(events[1]).toEqual(fired);
    expectChain(events);
    expect((await store().cursors(crane.ref)).find(({ handler }) => handler === "tracker")?.wantedSeq).toBe(
      2,
    );
  });

  it("keeps one timer for each key, moves it when it is set anew, and removes it", async () => {
    const crane = await begun();
    const at = (key: string, due: IsoInstant | null) => ({ handler: "tracker", key, due }) as const;
    await crane.commit({ role: "tracker", timers: [at("a", NOON), at("b", NOON), at("c", NOON)] });
    await crane.commit({ role: "tracker", timers: [at("a", later), at("b", null), at("never", null)] });
    const dataOf = (events: Awaited<ReturnType<typeof fireAll>>) =>
      ofScope(crane.ref, events).map(({ body }): unknown => Reflect.get(JSON.parse(body) as object, "data"));
    expect(dataOf(await fireAll(NOON))).toEqual([at("c", NOON)]);
    expect(dataOf(await fireAll(later))).toEqual([at("a", later)]);
  });

  it("fires at most as many as it was asked to, and never before the head", async () => {
    const crane = await begun();
    const ahead = crane.event("document.received", { recordedAt: "2026-06-03T00:00:00.000Z" as IsoInstant });
    await crane.commit({ events: [ahead] });
    const timers = ["a", "b", "c"].map((key) => ({ handler: "tracker", key, due: NOON }) as const);
    await crane.commit({ role: "tracker", timers });
    const first = await store().fireTimers(later, 2);
    const second = await store().fireTimers(later, 2);
    expect([first.length, second.length]).toEqual([2, 1]);
    expect([...first, ...second].map(({ recorded_at }) => recorded_at)).toEqual(
      Array(3).fill(ahead.recordedAt),
    );
  });

  it("fires a timer once, however many fire at the same time", async () => {
    const crane = await begun();
    await crane.commit({ role: "tracker", timers: [{ handler: "tracker", key: "idle", due: NOON }] });
    const all = await Promise.all(Array.from({ length: 6 }, () => fireAll(later)));
    // Those who found the head moved leave it: whoever won is in the log, once.
    await fireAll(later);
    expect(ofScope(crane.ref, all.flat()).length).toBeLessThanOrEqual(1);
    expect((await crane.events()).map(({ type }) => type)).toEqual(["scope.configured", "timer.fired"]);
  });

  it("adds versions of nodes and edges, and keeps the earlier ones", async () => {
    const crane = await begun();
    const rows = (seq: number, recordedAt: IsoInstant, confidence: number) => ({
      nodes: [nodeRow("c-1", seq, recordedAt, { confidence }), nodeRow("g-1", seq, recordedAt, {})],
      edges: [edgeRow("x-1", seq, recordedAt, "c-1", "g-1")],
    });
    const change = async (seq: number, recordedAt: IsoInstant, confidence: number) => {
      const graph = rows(seq, recordedAt, confidence);
      const events = [crane.event("knowledge.changed", { recordedAt })];
      await crane.commit({ role: "executor", events, graph });
      return graph;
    };
    const first = await change(2, NOON, 0.5);
    const second = await change(3, later, 0.75);
    const byRow = <Row extends { readonly row: string }>(...all: (readonly Row[])[]) =>
      all.flat().sort((a, b) => (a.row < b.row ? -1 : 1));
    expect(await store().projection(crane.ref)).toEqual({
      nodes: byRow(first.nodes, second.nodes),
      edges: byRow(first.edges, second.edges),
    });
  });

  it("takes a dead letter with the cursor that moves past its event, and the same one again as the same", async () => {
    const crane = await begun();
    const claim = await crane.mustClaim("provisioner");
    const letter = {
      handler: "provisioner",
      eventSeq: 1,
      code: "SYN_CRASHED",
      cause: "it died",
      failures: 2,
      crashes: 10,
      traceparent: null,
    } as const;
    await crane.commit({
      role: "governor",
      events: [crane.event("delivery.dead_lettered")],
      cursor: { ...claim, seq: 1, leased: true, keepLease: false },
      deadLetters: [letter],
    });
    await crane.commit({ role: "governor", deadLetters: [letter] });
    expect(await crane.claim("provisioner")).toBeNull();
  });

  it("answers a ping", async () => {
    await expect(store().ping()).resolves.toBeUndefined();
  });
}

function nodeRow(node: string, seq: number, recordedAt: IsoInstant, attributes: object): NodeRow {
  const kind = node.startsWith("g") ? "goal" : "claim";
  return {
    row: `${node}@${seq}`,
    node,
    kind,
    seq,
    recordedAt,
    attributes: JSON.stringify({ ...attributes, sentence: 'Die Brücke kostet 4 Mio. € – "fest"\n\u0007' }),
    validFrom: kind === "claim" ? "2026-01-01" : null,
    validTo: null,
    document: kind === "claim" ? (GENESIS_HASH as DocumentId) : null,
  };
}

function edgeRow(edge: string, seq: number, recordedAt: IsoInstant, from: string, to: string): EdgeRow {
  return { row: `${edge}@${seq}`, edge, kind: "supports", from, to, seq, recordedAt, attributes: "{}" };
}
