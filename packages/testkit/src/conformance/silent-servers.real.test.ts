import { randomBytes, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createS3Blobs } from "@synod/artifacts";
import { checkOf, createOpenFgaAuthorizer } from "@synod/authz";
import { createNatsBus } from "@synod/bus";
import { sha256Hex, type ScopeId, type TenantId } from "@synod/core";
import { createFaultProxy, type FaultProxy } from "../../../../infra/native/toxiproxy-client.ts";
import { startToxiproxy } from "../../../../infra/native/toxiproxy.ts";
import { temporaryFolder } from "../../../../infra/native/unprivileged.ts";
import { describeReal } from "../backing/describe-real.ts";
import { hint } from "./bus.ts";

const NAMES = [
  "SYNOD_TEST_NATS_URL",
  "SYNOD_TEST_OPENFGA_URL",
  "SYNOD_TEST_S3_URL",
  "SYNOD_TEST_S3_ACCESS_KEY",
  "SYNOD_TEST_S3_SECRET_KEY",
] as const;
const ACME = "acme" as TenantId;
/** Nothing passes any more, and the connection stays open: a partition, as it looks from here. */
const SILENCE = { type: "timeout", timeout: 0 } as const;

describeReal("servers that fall silent", NAMES, (env) => {
  let folder: string;
  let api: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    folder = await temporaryFolder("synod-silent-test-");
    const toxiproxy = await startToxiproxy({ dataDir: folder });
    ({ url: api, stop } = toxiproxy);
  });
  afterAll(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  const proxyOf = (url: string): Promise<FaultProxy> =>
    createFaultProxy(api, randomUUID(), new URL(url).host);

  it("OpenFGA: no answer in bounded time, and the right one once it speaks again", async () => {
    const proxy = await proxyOf(env.SYNOD_TEST_OPENFGA_URL);
    const authorizer = createOpenFgaAuthorizer({
      url: `http://${proxy.address}`,
      storeName: randomUUID(),
      requestMsMax: 500,
    });
    const scope = { tenant: ACME, scope: "crane" as ScopeId };
    const question = checkOf(scope, { role: "facts", action: { kind: "mark_extracted" } });
    await authorizer.provision(scope);
    const heal = await proxy.add(SILENCE);
    const took = await msOf(() =>
      expect(authorizer.check(question)).rejects.toMatchObject({ code: "SYN_AUTHORIZER_UNAVAILABLE" }),
    );
    expect(took).toBeLessThan(4_000);
    await heal();
    expect(await authorizer.check(question)).toBe(true);
    await proxy.remove();
  });

  it.each([
    ["falls silent", SILENCE],
    ["sends its bytes too slowly", { type: "bandwidth", rate: 100 }],
    ["breaks off half-way", { type: "limit_data", bytes: 100_000 }],
  ] as const)(
    "S3 that %s: no blob, in bounded time, and the whole one from a healthy one",
    async (_, toxic) => {
      const proxy = await proxyOf(env.SYNOD_TEST_S3_URL);
      const options = {
        accessKey: env.SYNOD_TEST_S3_ACCESS_KEY,
        secretKey: env.SYNOD_TEST_S3_SECRET_KEY,
        bucket: `synod-${randomUUID()}`,
        createBucket: true,
        requestMsMax: 1_000,
      };
      const healthy = createS3Blobs({ ...options, url: env.SYNOD_TEST_S3_URL });
      const troubled = createS3Blobs({ ...options, url: `http://${proxy.address}` });
      const bytes = randomBytes(4 * 1024 * 1024);
      const digest = sha256Hex(bytes);
      await healthy.put(ACME, digest, bytes);
      await proxy.add(toxic);
      const unavailable = { code: "SYN_BLOBS_UNAVAILABLE", class: "retryable" };
      const took = await msOf(() => expect(troubled.get(ACME, digest)).rejects.toMatchObject(unavailable));
      expect(took).toBeLessThan(3_000);
      expect(sha256Hex(await healthy.get(ACME, digest))).toBe(digest);
      await Promise.all([healthy.close(), troubled.close()]);
      await proxy.setEnabled(false);
    },
  );

  it("NATS: a hint is refused in bounded time, and taken once it speaks again", async () => {
    const proxy = await proxyOf(env.SYNOD_TEST_NATS_URL);
    const bus = createNatsBus({
      url: `nats://${proxy.address}`,
      namespace: `t-${randomUUID().slice(0, 8)}`,
      streamBytesMax: 1024 * 1024,
      requestMsMax: 500,
    });
    await bus.publish([hint("proposal.submitted")]);
    const heal = await proxy.add(SILENCE);
    const took = await msOf(() =>
      expect(bus.publish([hint("proposal.submitted")])).rejects.toMatchObject({
        code: "SYN_BUS_UNAVAILABLE",
      }),
    );
    expect(took).toBeLessThan(3_000);
    await heal();
    await proxy.setEnabled(false);
    await proxy.setEnabled(true);
    await expect
      .poll(
        () =>
          bus.ping().then(
            () => "up",
            () => "down",
          ),
        { timeout: 10_000 },
      )
      .toBe("up");
    await bus.publish([hint("proposal.submitted")]);
    await bus.close();
    await proxy.remove();
  });
});

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
