import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { generateSigningKey, type ScopeRef, type TenantId } from "@synod/core";
import { migrate } from "@synod/postgres";
import { runEmbedded, SynodClient } from "@synod/sdk";
import { createKey, inDatabase } from "@synod/testkit/deployment/deployment";
import { driveCase } from "@synod/testkit/deployment/drive";
import { readiness } from "@synod/testkit/deployment/readiness";
import { startServiceProcess, type ServiceProcess } from "@synod/testkit/deployment/service-process";
import { describeReal } from "@synod/testkit/backing/describe-real";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SERVER_VARIABLES, serversOf } from "./servers.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CASE = `${ROOT}test/cases/library-bus`;
const SERVE = { main: "packages/cli/src/main.ts", args: ["serve"] };
const ACME = "acme" as TenantId;
const SCOPE: ScopeRef = { tenant: ACME, scope: "bus" as ScopeRef["scope"] };
const PATIENT = { timeout: 120_000 } as const;

describeReal("synod serve: every service in one process", SERVER_VARIABLES, (values) => {
  let env: Record<string, string>;
  let all: ServiceProcess;
  beforeAll(async () => {
    env = {
      ...(await serversOf(values)),
      SYNOD_S3_CREATE_BUCKET: "true",
      SYNOD_MASTER_KEY: randomBytes(32).toString("base64"),
      SYNOD_SIGNING_KEY: generateSigningKey(randomBytes(32)),
    };
    await inDatabase(env["SYNOD_DATABASE_URL"] ?? "", migrate);
    all = await startServiceProcess("ingest", { ...process.env, ...env }, SERVE);
  }, 120_000);
  afterAll(() => all.kill());

  it("names each of its dependencies, and is ready with all of them", PATIENT, async () => {
    await expect
      .poll(() => readiness(all.url), { timeout: 60_000 })
      .toEqual({
        status: 200,
        here: ["authorizer", "blobs", "bus", "database"],
        away: [],
      });
  });

  it("brings a case to its verdict, with the digest that it has in a folder", PATIENT, async () => {
    const key = await createKey(env["SYNOD_DATABASE_URL"] ?? "", ACME);
    const client = new SynodClient({ url: all.url, key });
    const { verdict, digest, certificate } = await driveCase(client, SCOPE, CASE);
    const { report } = await runEmbedded(CASE);
    expect({ verdict, digest }).toEqual({ verdict: report.verdict, digest: report.digest });
    expect(certificate).not.toBeNull();
  });

  it("says that its port is taken, and by what to choose another, and ends with 1", PATIENT, async () => {
    const child = spawn(process.execPath, [SERVE.main, ...SERVE.args], {
      cwd: ROOT,
      env: { PATH: process.env["PATH"], ...env, SYNOD_HOST: "127.0.0.1", SYNOD_PORT: String(all.port) },
      stdio: ["ignore", "pipe", "ignore"],
    });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
    const [code] = await once(child, "exit");
    const last: unknown = JSON.parse(out.trim().split("\n").at(-1) ?? "");
    expect(last).toMatchObject({ level: "error", code: "SYN_PORT_IN_USE" });
    expect(JSON.stringify(last)).toContain(String(all.port));
    expect(code).toBe(1);
  });

  it("drains at SIGTERM and ends with 0", PATIENT, async () => {
    expect(await all.stop()).toBe(0);
    await expect(fetch(`${all.url}/livez`)).rejects.toThrow("fetch failed");
  });
});
