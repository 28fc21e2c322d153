import { createServer } from "node:http";
import { ALWAYS, SynodError } from "@synod/core";
import { expect, test } from "vitest";
import { createMemoryBus } from "@synod/bus";
import { MemoryStore } from "../../../testkit/src/memory-store/index.ts";
import type { AnyHandler } from "../handler.ts";
import { systemClock } from "../system.ts";
import type { Adapters } from "./adapters.ts";
import { createLogger } from "./logger.ts";
import { runService, type ServiceDefinition } from "./run-service.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const CANARY = "canary-s3-secret-0001";

const quiet: AnyHandler = {
  name: "drift",
  role: "agents",
  activation: ALWAYS,
  decide: () => ({ events: [] }),
};
const definition: ServiceDefinition = { name: "agents", handlers: async () => [quiet] };

function adapters(more: Partial<Adapters> = {}): Adapters {
  const none = () => Promise.reject(new SynodError("SYN_INTERNAL", "not asked for"));
  return {
    store: async () => new MemoryStore(systemClock),
    bus: async () => createMemoryBus(),
    blobs: none,
    authorizer: none,
    analyst: none,
    ...more,
  };
}

/** Runs a service until `use` is done with it. */
async function running(
  use: (origin: string) => Promise<void>,
  {
    env = { SYNOD_MASTER_KEY: KEY },
    definition: given = definition,
    adapters: own = adapters(),
  }: {
    readonly env?: Record<string, string>;
    readonly definition?: ServiceDefinition;
    readonly adapters?: Adapters;
  } = {},
) {
  const lines: string[] = [];
  const stop = new AbortController();
  const ready = Promise.withResolvers<number>();
  const code = runService(given, {
    argv: ["--port", "0"],
    env: { SYNOD_S3_SECRET_KEY: CANARY, ...env },
    file: "/nonexistent/synod.config.yaml",
    adapters: own,
    stop: stop.signal,
    onReady: ready.resolve,
    logger: (config, redact) =>
      createLogger({
        name: "agents",
        level: config.log_level,
        redact,
        destination: { write: (line) => void lines.push(line) },
      }),
  });
  const started = await Promise.race([ready.promise, code.then(() => null)]);
  if (started !== null) await use(`http://127.0.0.1:${started}`);
  stop.abort();
  return { code: await code, lines };
}

test("a service says that it lives and is ready, shows its metrics, and ends with 0 when it is told to stop", async () => {
  const { code, lines } = await running(async (origin) => {
    expect((await fetch(`${origin}/livez`)).status).toBe(200);
    const ready = await fetch(`${origin}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ dependencies: [{ name: "database" }, { name: "bus" }] });
    expect(await (await fetch(`${origin}/metrics`)).text()).toContain("# TYPE synod_turn_seconds histogram");
    expect((await fetch(`${origin}/else`)).status).toBe(404);
  });
  expect(code).toBe(0);
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ msg: "stopped", service: "agents", level: "info" });
});

test("a dependency that is away is named in /readyz, with its error and without secrets", async () => {
  const bus = {
    ...createMemoryBus(),
    ping: () => Promise.reject(new SynodError("SYN_BUS_UNAVAILABLE", `refused, token ${CANARY}`)),
  };
  await running(
    async (origin) => {
      const answer = await fetch(`${origin}/readyz`);
      expect(answer.status).toBe(503);
      const text = await answer.text();
      expect(JSON.parse(text)).toMatchObject({
        status: "unavailable",
        dependencies: [
          { name: "database", ok: true, error: null },
          { name: "bus", ok: false, error: { code: "SYN_BUS_UNAVAILABLE" } },
        ],
      });
      expect(text).not.toContain("canary");
    },
    { adapters: adapters({ bus: async () => bus }) },
  );
});

test("without its master key a service does not start, and says which variable is missing", async () => {
  const { code, lines } = await running(() => Promise.reject(new Error("it started")), { env: {} });
  expect(code).toBe(1);
  expect(lines.join("")).toMatch(/SYN_KEY_MISSING.*SYNOD_MASTER_KEY/);
});

test("a tracker without a signing key does not start either", async () => {
  const tracker: ServiceDefinition = {
    name: "convergence-tracker",
    handlers: async (ports) => {
      ports.signingKey();
      return [quiet];
    },
  };
  const { code, lines } = await running(() => Promise.reject(new Error("it started")), {
    definition: tracker,
  });
  expect(code).toBe(1);
  expect(lines.join("")).toMatch(/SYN_KEY_MISSING.*SYNOD_SIGNING_KEY/);
});

test("a port in use is reported as such", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const lines: string[] = [];
  const code = await runService(definition, {
    argv: ["--port", String(port)],
    env: { SYNOD_MASTER_KEY: KEY },
    file: "/nonexistent/synod.config.yaml",
    adapters: adapters(),
    stop: new AbortController().signal,
    logger: (config, redact) =>
      createLogger({
        name: "agents",
        level: config.log_level,
        redact,
        destination: { write: (line) => void lines.push(line) },
      }),
  });
  taken.close();
  expect(code).toBe(1);
  expect(lines.join("")).toContain("SYN_PORT_IN_USE");
});

test("no log line carries a planted secret, whatever field it hides in", async () => {
  const loud: ServiceDefinition = {
    name: "agents",
    handlers: async ({ logger }) => {
      logger.warn(
        { deep: { cause: `rejected ${CANARY}` }, url: "nats://u:canary-inline-0002@bus" },
        `with ${CANARY}`,
      );
      return [quiet];
    },
  };
  const { lines } = await running(async () => undefined, { definition: loud });
  expect(lines.join("")).toContain("***");
  expect(lines.join("")).not.toContain("canary");
});
