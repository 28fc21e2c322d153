import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { generateSigningKey } from "@synod/core";
import { migrate, openPostgres } from "@synod/postgres";
import { SERVICE_NAMES, type DeployedService } from "@synod/testkit";
import { describeReal } from "@synod/testkit/backing/describe-real";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SERVER_VARIABLES, serversOf } from "./servers.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const PATIENT = { timeout: 120_000 } as const;

/** A service that cannot do its work must not seem to: it says what is missing and ends with 1. */
describeReal("services that may not start", SERVER_VARIABLES, (values) => {
  let env: Record<string, string>;
  let folder: string;
  let taken: Server;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "synod-starting-"));
    env = {
      ...(await serversOf(values)),
      SYNOD_S3_CREATE_BUCKET: "true",
      SYNOD_MASTER_KEY: randomBytes(32).toString("base64"),
      SYNOD_SIGNING_KEY: generateSigningKey(randomBytes(32)),
      SYNOD_PORT: "0",
    };
    const database = openPostgres(env["SYNOD_DATABASE_URL"] ?? "");
    await migrate(database);
    await database.close();
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  }, 120_000);
  afterAll(async () => {
    taken.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a service with other settings; undefined: without it. Gives its end and its last words. */
  async function ended(name: DeployedService, change: Readonly<Record<string, string | undefined>>) {
    const child = spawn(process.execPath, [`services/${name}/main.mjs`], {
      cwd: ROOT,
      env: withoutUndefined({ PATH: process.env["PATH"], ...env, ...change }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString("utf8");
      // What starts after all would run for ever.
      if (out.includes('"serving"')) child.kill("SIGKILL");
    });
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString("utf8")));
    const [code] = await once(child, "exit");
    return { code: Number(code), out, err, last: out.trim().split("\n").at(-1) ?? "" };
  }

  it.each(SERVICE_NAMES)("%s without its master key", PATIENT, async (name) => {
    const { code, last, err } = await ended(name, { SYNOD_MASTER_KEY: undefined });
    expect(JSON.parse(last)).toMatchObject({
      level: "error",
      code: "SYN_KEY_MISSING",
      hint: expect.any(String),
    });
    expect(last).toContain("SYNOD_MASTER_KEY");
    expect({ code, err }).toEqual({ code: 1, err: "" });
  });

  it.each([
    ["ingest without a database", "ingest", { SYNOD_DATABASE_URL: undefined }, "SYN_CONFIG_INVALID"],
    ["ingest without a blob store", "ingest", { SYNOD_S3_URL: undefined }, "SYN_CONFIG_INVALID"],
    ["agents without the blob store's key", "agents", { SYNOD_S3_SECRET_KEY: undefined }, "SYN_KEY_MISSING"],
    [
      "the governor without an authorizer",
      "governor",
      { SYNOD_OPENFGA_URL: undefined },
      "SYN_CONFIG_INVALID",
    ],
    ["the governor without its policy", "governor", { SYNOD_POLICIES: "/nowhere" }, "SYN_POLICY_INVALID"],
    [
      "the tracker without a signing key",
      "convergence-tracker",
      { SYNOD_SIGNING_KEY: undefined },
      "SYN_KEY_MISSING",
    ],
    [
      "the tracker with a key that is none",
      "convergence-tracker",
      { SYNOD_SIGNING_KEY: "secret" },
      "SYN_KEY_INVALID",
    ],
    [
      "the executor with a master key of four bytes",
      "executor",
      { SYNOD_MASTER_KEY: "AAAA" },
      "SYN_KEY_MISSING",
    ],
    ["the executor without a bus", "executor", { SYNOD_NATS_URL: undefined }, "SYN_CONFIG_INVALID"],
    ["a service with a setting out of its bounds", "executor", { SYNOD_LEASE_MS: "1" }, "SYN_CONFIG_INVALID"],
  ] as const)("%s", PATIENT, async (_, name, change, expected) => {
    const { code, last } = await ended(name, change);
    expect(JSON.parse(last)).toMatchObject({ level: "error", code: expected });
    expect(code).toBe(1);
    expect(last).not.toContain('secret"');
  });

  it("the governor with a policy that does not parse names its line", PATIENT, async () => {
    await writeFile(join(folder, "governance.yaml"), "version: 1\nrules: 5\n");
    await writeFile(join(folder, "finality.yaml"), "");
    const { code, last } = await ended("governor", { SYNOD_POLICIES: folder });
    expect(JSON.parse(last)).toMatchObject({
      code: "SYN_POLICY_INVALID",
      cause: expect.stringMatching(/line/),
    });
    expect(code).toBe(1);
  });

  it.each(["ingest", "executor"] as const)("%s on a port in use", PATIENT, async (name) => {
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, last } = await ended(name, { SYNOD_PORT: String(port) });
    expect(JSON.parse(last)).toMatchObject({ code: "SYN_PORT_IN_USE", cause: `127.0.0.1:${port}` });
    expect(code).toBe(1);
  });

  it("the executor on a database that was never migrated", PATIENT, async () => {
    const { SYNOD_DATABASE_URL: fresh } = await serversOf(values);
    const { code, last } = await ended("executor", { SYNOD_DATABASE_URL: fresh });
    expect(JSON.parse(last)).toMatchObject({ code: "SYN_DATABASE_SCHEMA" });
    expect(code).toBe(1);
  });
});

function withoutUndefined(all: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
