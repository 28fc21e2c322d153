import { rm } from "node:fs/promises";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type { TenantId } from "@synod/core";
import { driveCase, scopeOf } from "@synod/testkit/deployment/drive";
import { examine, SOUND } from "@synod/testkit/deployment/examine";
import { readiness } from "@synod/testkit/deployment/readiness";
import { expect, it } from "vitest";
import { CASE, type FaultContext } from "./context.ts";

const AWAY_MS = 3_000;

/** What becomes of a case when a server goes away in the middle of it, and comes back as it was or empty. */
export function serverFaults(context: FaultContext): void {
  /** Drives the case, breaks something after the second document, and holds the end against the embedded run. */
  const expectSame = async (tenant: string, trouble: () => Promise<void>) => {
    const scope = await scopeOf(tenant as TenantId, CASE);
    const client = await context.rig.deployment.client(scope.tenant);
    const report = await driveCase(client, scope, CASE, {
      afterDocument: async (posted) => (posted === 2 ? trouble() : undefined),
    });
    expect(report).toMatchObject({ digest: context.expected.digest, verdict: context.expected.verdict });
    const found = await examine(context.rig.deployment, scope);
    expect(found).toMatchObject({ ...SOUND, log: { ok: true, first_bad: null } });
    return report;
  };

  it("NATS comes back with an empty store: hints are lost, no work is", async () => {
    const { nats } = context.rig.servers;
    await expectSame("store-gone", async () => {
      await nats.stop();
      await rm(join(nats.dataDir, "jetstream"), { recursive: true, force: true });
      await nats.start();
    });
  });

  it("the stream is deleted under them: they make it again", async () => {
    await expectSame("stream-gone", async () => {
      const connection = await connect({ servers: context.rig.servers.nats.url });
      const manager = await jetstreamManager(connection);
      await manager.streams.delete("SYNOD");
      await connection.close();
    });
    const connection = await connect({ servers: context.rig.servers.nats.url });
    const { state } = await (await jetstreamManager(connection)).streams.info("SYNOD");
    expect(state.messages).toBeGreaterThan(0);
    await connection.close();
  });

  it("PostgreSQL crashes and comes back", async () => {
    const { postgres } = context.rig.servers;
    await expectSame("database-gone", async () => {
      await postgres.kill();
      await postgres.start();
    });
  });

  it("S3 is away for a while", async () => {
    const { s3 } = context.rig.servers;
    await expectSame("blobs-gone", async () => {
      await s3.kill();
      await expectUnready("ingest", "blobs");
      await s3.start();
    });
  });

  it("OpenFGA is away for a while: nothing is approved meanwhile, and then everything is", async () => {
    const { openfga } = context.rig.servers;
    const scope = await scopeOf("authorizer-gone" as TenantId, CASE);
    const client = await context.rig.deployment.client(scope.tenant);
    await openfga.kill();
    const driven = driveCase(client, scope, CASE);
    await expectUnready("governor", "authorizer");
    await expect
      .poll(async () => (await client.getScope(scope)).events, { timeout: 60_000 })
      .toBeGreaterThan(5);
    await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
    const meanwhile = await client.getScope(scope);
    expect(meanwhile).toMatchObject({
      decisions: { approved: 0, rejected: 0, held: 0 },
      claims: [],
      dead_letters: [],
    });
    await openfga.start();
    expect((await driven).digest).toBe(context.expected.digest);
    expect(await examine(context.rig.deployment, scope)).toMatchObject({ ...SOUND, log: { ok: true } });
  });

  it.each(["postgres", "nats"] as const)("%s falls silent, with its connections open", async (name) => {
    const proxy = context.rig.proxies[name];
    if (proxy === undefined) throw new Error("no proxy");
    await expectSame(`silent-${name}`, async () => {
      const both = [
        await proxy.add({ type: "timeout", timeout: 0 }, "upstream"),
        await proxy.add({ type: "timeout", timeout: 0 }, "downstream"),
      ];
      await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      for (const heal of both) await heal();
    });
  });

  it.each(["postgres", "nats"] as const)("%s: connections are cut again and again", async (name) => {
    const proxy = context.rig.proxies[name];
    if (proxy === undefined) throw new Error("no proxy");
    await expectSame(`cut-${name}`, async () => {
      for (let cut = 0; cut < 5; cut += 1) {
        await proxy.setEnabled(false);
        await proxy.setEnabled(true);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    });
  });

  async function expectUnready(service: "ingest" | "governor", dependency: string): Promise<void> {
    const url = context.rig.deployment.named(service)[0]?.url ?? "";
    const ask = async () => {
      const { status, away } = await readiness(url);
      return { status, away };
    };
    await expect.poll(ask, { timeout: 30_000 }).toEqual({ status: 503, away: [dependency] });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  }
}
