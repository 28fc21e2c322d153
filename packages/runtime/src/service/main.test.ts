import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SERVICE = fileURLToPath(new URL("../doubles/memory-service.ts", import.meta.url));
const ENV = { ...process.env, SYNOD_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"), SYNOD_PORT: "0" };

/** Starts the service, and gives it the signals once it thinks. */
async function signalled(
  signals: readonly NodeJS.Signals[],
  drainMs: number,
  whileDraining: (url: string) => Promise<void> = () => Promise.resolve(),
) {
  const child = spawn(process.execPath, [SERVICE], {
    env: { ...ENV, SYNOD_DRAIN_MS: String(drainMs) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const messages: string[] = [];
  let url = "";
  for await (const line of createInterface({ input: child.stdout })) {
    const message = /"msg":"([^"]*)"/.exec(line)?.[1] ?? "";
    messages.push(message);
    if (message === "serving") url = `http://127.0.0.1:${/"port":(\d+)/.exec(line)?.[1] ?? ""}`;
    if (message === "draining") await whileDraining(url);
    if (message === "thinking") child.kill(signals[0]);
    if (message === "draining" && signals[1] !== undefined) child.kill(signals[1]);
  }
  const [code] = await ended;
  return { code: Number(code), messages };
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} drains the process within its bound, gives its thought back and ends it with 0`, async () => {
    const { code, messages } = await signalled([signal], 600);
    expect(code).toBe(0);
    expect(messages).toEqual(["serving", "thinking", "draining", "deferred", "stopped"]);
  });
}

test("a second signal ends the process at once, with 1", async () => {
  const { code, messages } = await signalled(["SIGTERM", "SIGTERM"], 60_000);
  expect(code).toBe(1);
  expect(messages).not.toContain("stopped");
});

test("while it drains it lives and is not ready", async () => {
  const seen: unknown[] = [];
  await signalled(["SIGTERM", "SIGTERM"], 60_000, async (url) => {
    for (const route of ["readyz", "livez"]) {
      const answer = await fetch(`${url}/${route}`);
      const body: unknown = await answer.json();
      seen.push({ status: answer.status, body });
    }
  });
  expect(seen).toMatchObject([
    { status: 503, body: { status: "draining", service: "agents" } },
    { status: 200, body: { status: "alive" } },
  ]);
});
