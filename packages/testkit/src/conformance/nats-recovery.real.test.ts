import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect, headers, type NatsConnection } from "@nats-io/transport-node";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createNatsBus, type NatsBus, type NatsBusOptions } from "@synod/bus";
import type { Delivery } from "@synod/contracts";
import { freePort } from "../../../../infra/native/free-port.ts";
import { startNats } from "../../../../infra/native/nats.ts";
import { temporaryFolder } from "../../../../infra/native/unprivileged.ts";
import { describeReal } from "../backing/describe-real.ts";
import { hint } from "./bus.ts";

const STREAM_BYTES_MAX = 4 * 1024 * 1024;

describeReal("the bus on NATS in trouble", ["SYNOD_TEST_NATS_URL"], ({ SYNOD_TEST_NATS_URL: sharedUrl }) => {
  let url: string;
  let namespace: string;
  let stop: AbortController;
  let closers: (() => Promise<unknown>)[];

  beforeEach(() => {
    url = sharedUrl;
    namespace = `t-${randomUUID().slice(0, 8)}`;
    stop = new AbortController();
    closers = [];
  });
  afterEach(async () => {
    stop.abort();
    for (const close of closers.toReversed()) await close();
  });

  function openBus(over: Partial<NatsBusOptions> = {}): NatsBus {
    const bus = createNatsBus({ url, namespace, streamBytesMax: STREAM_BYTES_MAX, ...over });
    closers.push(() => bus.close());
    return bus;
  }

  async function openAdmin(): Promise<{ nc: NatsConnection; jsm: JetStreamManager }> {
    const nc = await connect({ servers: url });
    closers.push(() => nc.close());
    return { nc, jsm: await jetstreamManager(nc) };
  }

  const subscribe = (bus: NatsBus): AsyncIterator<Delivery> =>
    bus.subscribe("governor", { signal: stop.signal, inFlightMax: 8 })[Symbol.asyncIterator]();

  it("goes on by itself when its consumer is deleted while it waits", { timeout: 20_000 }, async () => {
    const bus = openBus();
    const deliveries = subscribe(bus);
    await roundTrip(bus, deliveries, 1);
    const { jsm } = await openAdmin();
    const again = deliveries.next();
    await jsm.consumers.delete(namespace.toUpperCase(), `${namespace}-governor`);
    await bus.publish([hint("proposal.submitted", { seq: 2 })]);
    // A new consumer begins a little earlier: hints come twice rather than never.
    expect(await answer(again, 1)).toBe(1);
    expect(await answer(deliveries.next(), 2)).toBe(2);
  });

  it("makes a deleted stream again, and says that it is another one", { timeout: 20_000 }, async () => {
    let replaced = 0;
    const bus = openBus({ onStreamReplaced: () => (replaced += 1) });
    const deliveries = subscribe(bus);
    await roundTrip(bus, deliveries, 1);
    const { jsm } = await openAdmin();
    const pending = deliveries.next();
    await jsm.streams.delete(namespace.toUpperCase());
    await bus.publish([hint("proposal.submitted", { seq: 2 })]);
    expect(await answer(pending, 2)).toBe(2);
    expect(replaced).toBe(1);
  });

  it(
    "makes a deleted stream again even where an outside listener swallows the silence",
    { timeout: 20_000 },
    async () => {
      const bus = openBus({ requestMsMax: 500 });
      await bus.publish([hint("proposal.submitted", { seq: 1 })]);
      const { nc, jsm } = await openAdmin();
      nc.subscribe(`${namespace}.>`, { callback: () => undefined });
      await nc.flush();
      await jsm.streams.delete(namespace.toUpperCase());
      await bus.publish([hint("proposal.submitted", { seq: 2 })]);
      expect(await answer(subscribe(bus).next(), 2)).toBe(2);
    },
  );

  it(
    "fails at once while the server is away, and goes on when it is back with an empty store",
    { timeout: 30_000 },
    async () => {
      const folder = await temporaryFolder("synod-nats-test-");
      closers.push(() => rm(folder, { recursive: true, force: true }));
      const port = await freePort();
      const server = await startNats({ dataDir: folder, port });
      closers.push(() => server.stop());
      url = server.url;
      const bus = openBus();
      const deliveries = subscribe(bus);
      await roundTrip(bus, deliveries, 1);
      const pending = deliveries.next();
      await server.kill();
      await until(
        async () => (await outcome(bus.publish([hint("proposal.submitted")]))) === "SYN_BUS_UNAVAILABLE",
      );
      const startMs = performance.now();
      await expect(bus.publish([hint("proposal.submitted")])).rejects.toMatchObject({
        code: "SYN_BUS_UNAVAILABLE",
      });
      expect(performance.now() - startMs).toBeLessThan(500);
      await rm(join(folder, "jetstream"), { recursive: true, force: true });
      const again = await startNats({ dataDir: folder, port });
      closers.push(() => again.stop());
      await until(
        async () => (await outcome(bus.publish([hint("proposal.submitted", { seq: 2 })]))) === "ok",
      );
      expect(await answer(pending, 2)).toBe(2);
    },
  );

  it("puts a message that nobody can read aside, and goes on with the next", async () => {
    const bus = openBus();
    const deliveries = subscribe(bus);
    await roundTrip(bus, deliveries, 1);
    const { nc, jsm } = await openAdmin();
    const strange = headers();
    strange.set("ce-seq", "minus one");
    nc.publish(`${namespace}.acme.crane.proposal.submitted`, "what is this", { headers: strange });
    await nc.flush();
    await roundTrip(bus, deliveries, 2);
    const dead = await jsm.streams.getMessage(`${namespace.toUpperCase()}_DEAD`, {
      last_by_subj: `${namespace}-dead.governor`,
    });
    expect(dead?.string()).toBe("what is this");
    const consumer = await jsm.consumers.info(namespace.toUpperCase(), `${namespace}-governor`);
    expect(consumer.num_ack_pending).toBe(0);
  });

  it("shows an outside listener a CloudEvent with its body, and only names a body that is too large", async () => {
    const bus = openBus({ bodyBytesMax: 100 });
    const { nc } = await openAdmin();
    const heard = nc.subscribe(`${namespace}.>`, { max: 2 });
    const small = hint("proposal.submitted", {
      seq: 3,
      body: '{"a":1}',
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    });
    const large = hint("proposal.submitted", { seq: 4, body: JSON.stringify("x".repeat(200)) });
    await bus.publish([small]);
    await bus.publish([large]);
    const messages = [];
    for await (const message of heard) messages.push(message);
    const [first, second] = messages;
    expect(first?.string()).toBe('{"a":1}');
    expect(Object.fromEntries(first?.headers ?? [])).toMatchObject({
      "ce-specversion": ["1.0"],
      "ce-id": [small.id],
      "ce-type": ["synod.proposal.submitted"],
      "ce-source": [`/tenants/acme/scopes/${small.scope}`],
      "Nats-Msg-Id": [`${small.id}:0`],
      traceparent: [small.traceparent],
    });
    expect(second?.string()).toBe("");
    expect(second?.headers?.get("ce-dataref")).toBe(`/tenants/acme/scopes/${large.scope}/events/4`);
  });

  it("refuses hints when the stream is full instead of losing older ones", async () => {
    const bus = openBus({ streamBytesMax: 64 * 1024 });
    const body = "x".repeat(16 * 1024);
    const fill = async (): Promise<void> => {
      for (let seq = 1; seq <= 8; seq += 1) await bus.publish([hint("proposal.submitted", { seq, body })]);
    };
    await expect(fill()).rejects.toMatchObject({ code: "SYN_BUS_UNAVAILABLE", class: "retryable" });
    const first = await answer(subscribe(bus).next(), 1);
    expect(first).toBe(1);
  });

  it("finds a consumer that nobody uses any more, and removes it", async () => {
    const bus = openBus();
    await roundTrip(bus, subscribe(bus), 1);
    const { jsm } = await openAdmin();
    await jsm.consumers.add(namespace.toUpperCase(), {
      durable_name: "old-service-v1",
      ack_policy: "explicit",
    });
    const stale = await bus.listStaleConsumers({ idleMs: 0 });
    expect(stale.map(({ name, isHandlers, pending }) => ({ name, isHandlers, pending }))).toEqual([
      { name: "old-service-v1", isHandlers: false, pending: 1 },
    ]);
    expect(await bus.listStaleConsumers({ idleMs: 60_000 })).toEqual([]);
    expect(await bus.listStaleConsumers({ idleMs: 0, prefix: "other-" })).toEqual([]);
    expect(await bus.removeConsumers(["old-service-v1", "never-there"])).toEqual([true, false]);
    expect(await bus.listStaleConsumers({ idleMs: 0 })).toEqual([]);
  });

  it("gives an existing consumer new settings", async () => {
    const first = openBus({ ackPendingMax: 10 });
    await roundTrip(first, subscribe(first), 1);
    stop.abort();
    stop = new AbortController();
    const second = openBus({ ackPendingMax: 20, ackWaitMs: 5_000 });
    await roundTrip(second, subscribe(second), 2);
    const { jsm } = await openAdmin();
    const { config } = await jsm.consumers.info(namespace.toUpperCase(), `${namespace}-governor`);
    expect(config.max_ack_pending).toBe(20);
  });
});

async function roundTrip(bus: NatsBus, deliveries: AsyncIterator<Delivery>, seq: number): Promise<void> {
  const pending = deliveries.next();
  await bus.publish([hint("proposal.submitted", { seq })]);
  expect(await answer(pending, seq)).toBe(seq);
}

/** Acknowledges a delivery, which must be the wanted one. */
async function answer(pending: Promise<IteratorResult<Delivery>>, wanted: number): Promise<number> {
  const taken = await pending;
  if (taken.done === true) throw new Error("the subscription ended");
  taken.value.ack();
  expect(taken.value.seq).toBe(wanted);
  return taken.value.seq;
}

async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "ok",
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "failed"),
  );
}

const TRIES_MAX = 200;

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it did not come about");
}
