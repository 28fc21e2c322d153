import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startNats } from "../../../../infra/native/nats.ts";
import { createFaultProxy } from "../../../../infra/native/toxiproxy-client.ts";
import { startToxiproxy } from "../../../../infra/native/toxiproxy.ts";
import { temporaryFolder } from "../../../../infra/native/unprivileged.ts";

describe("the fault proxy", () => {
  let folder: string;
  let stops: (() => Promise<void>)[];

  beforeEach(async () => {
    folder = await temporaryFolder("synod-proxy-test-");
    stops = [];
  });
  afterEach(async () => {
    for (const stop of stops.toReversed()) await stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("passes a server's words on, slowly or not at all as it is told", async () => {
    const nats = await startNats({ dataDir: `${folder}/nats` });
    stops.push(() => nats.stop());
    const toxiproxy = await startToxiproxy({ dataDir: `${folder}/proxy` });
    stops.push(() => toxiproxy.stop());
    const proxy = await createFaultProxy(toxiproxy.url, "nats", new URL(nats.url).host);

    expect((await greeting(proxy.port)).text).toMatch(/^INFO /);
    const heal = await proxy.add({ type: "latency", latency: 300 });
    expect((await greeting(proxy.port)).ms).toBeGreaterThanOrEqual(290);
    await heal();
    expect((await greeting(proxy.port)).ms).toBeLessThan(290);
    await proxy.setEnabled(false);
    await expect(greeting(proxy.port)).rejects.toThrow("ECONNREFUSED");
    await proxy.setEnabled(true);
    expect((await greeting(proxy.port)).text).toMatch(/^INFO /);
    await proxy.remove();
    await expect(greeting(proxy.port)).rejects.toThrow("ECONNREFUSED");
  });

  it("says what the proxy server refused", async () => {
    const toxiproxy = await startToxiproxy({ dataDir: `${folder}/proxy` });
    stops.push(() => toxiproxy.stop());
    const proxy = await createFaultProxy(toxiproxy.url, "one", "127.0.0.1:9");
    await proxy.remove();
    await expect(proxy.setEnabled(false)).rejects.toThrow(/SYN_SERVER_FAILED.*404/);
  });
});

/** What a server says first, and how long it took. */
function greeting(port: number): Promise<{ readonly text: string; readonly ms: number }> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", reject);
    socket.once("data", (chunk) => {
      resolve({ text: chunk.toString(), ms: performance.now() - startMs });
      socket.destroy();
    });
  });
}
