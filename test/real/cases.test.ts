import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sha256Hex, type CaseReport, type ScopeRef, type TenantId } from "@synod/core";
import { runEmbedded, type SynodClient } from "@synod/sdk";
import { startDeployment, type Deployment } from "@synod/testkit";
import { describeReal } from "@synod/testkit/backing/describe-real";
import { driveAtOnce, driveCase, scopeOf } from "@synod/testkit/deployment/drive";
import { examine, SOUND } from "@synod/testkit/deployment/examine";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SERVER_VARIABLES, serversOf } from "./servers.ts";

const CASES = ["library-bus", "night-ferry"] as const;
const folderOf = (name: string) => new URL(`../cases/${name}/`, import.meta.url).pathname;
const ROOT = new URL("../../", import.meta.url).pathname;
const CLIENTS = 4;
const PATIENT = { timeout: 300_000 } as const;

describeReal("cases on real servers", SERVER_VARIABLES, (values) => {
  let deployment: Deployment;
  const embedded = new Map<string, Promise<CaseReport>>();
  const embeddedRun = (dir: string) => {
    const run = embedded.get(dir) ?? runEmbedded(dir).then(({ report }) => report);
    embedded.set(dir, run);
    return run;
  };
  beforeAll(async () => {
    deployment = await startDeployment({ servers: await serversOf(values) });
  });
  afterAll(() => deployment.stop());

  const sound = async (scope: ScopeRef) =>
    expect(await examine(deployment, scope)).toMatchObject({ ...SOUND, log: { ok: true, first_bad: null } });

  it.each(CASES)(
    "%s ends with the digest of the embedded run, and its log recomputes",
    PATIENT,
    async (name) => {
      const dir = folderOf(name);
      const expected = await embeddedRun(dir);
      const scope = await scopeOf("in-order" as TenantId, dir);
      const report = await driveCase(await deployment.client(scope.tenant), scope, dir);
      expect(report.digest).toBe(expected.digest);
      expect(Object.keys(report).toSorted()).toEqual(Object.keys(expected).toSorted());
      expect(report).toMatchObject({ verdict: expected.verdict, v: expected.v });
      expect(report.certificate === null).toBe(expected.certificate === null);
      await sound(scope);
    },
  );

  it.each(CASES)(
    "%s posted all at once by parallel clients comes to the same knowledge",
    PATIENT,
    async (name) => {
      const dir = folderOf(name);
      const expected = await embeddedRun(dir);
      const scope = await scopeOf("at-once" as TenantId, dir);
      const clients: SynodClient[] = [];
      for (let nth = 0; nth < CLIENTS; nth += 1) clients.push(await deployment.client(scope.tenant));
      const report = await driveAtOnce(clients, scope, dir);
      expect(report.knowledge_digest).toBe(expected.knowledge_digest);
      await sound(scope);
    },
  );

  it(
    "`synod key create` makes a key that opens its tenant's door alone, and keeps only its hash",
    PATIENT,
    async () => {
      const cli = [
        "packages/cli/src/main.ts",
        "key",
        "create",
        "--tenant",
        "in-order",
        "--name",
        "clerk",
        "--json",
      ];
      const { stdout } = await promisify(execFile)(process.execPath, cli, { cwd: ROOT, env: deployment.env });
      const { key }: { key: string } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
      const url = deployment.named("ingest")[0]?.url ?? "";
      const statusAt = async (tenant: string) => {
        const headers = { authorization: `Bearer ${key}` };
        return (await fetch(`${url}/v1/tenants/${tenant}/scopes/library-bus`, { headers })).status;
      };
      expect([await statusAt("in-order"), await statusAt("at-once")]).toEqual([200, 404]);
      const database = new pg.Client({ connectionString: deployment.adminDatabaseUrl });
      await database.connect();
      const { rows } = await database.query("select to_jsonb(k)::text as row from synod.api_key k");
      await database.end();
      const stored = JSON.stringify(rows);
      expect(stored).toContain(sha256Hex(key));
      expect(stored).not.toContain(key.slice(-20));
    },
  );

  it(
    "log verify reads the database of a running system, and finds what was changed in it",
    PATIENT,
    async () => {
      const verify = () =>
        promisify(execFile)(
          process.execPath,
          ["packages/cli/src/main.ts", "log", "verify", "--database", "--json"],
          { cwd: ROOT, env: deployment.env },
        ).then(
          ({ stdout }): unknown => JSON.parse(stdout),
          (failed: { readonly code: number; readonly stdout: string }): unknown => ({
            code: failed.code,
            ...JSON.parse(failed.stdout),
          }),
        );
      expect(await verify()).toMatchObject({ ok: true, scopes: 4, first_bad: null });
      const database = new pg.Client({ connectionString: deployment.adminDatabaseUrl });
      await database.connect();
      const rename = (from: string, to: string) =>
        database.query(
          `begin; set local session_replication_role = replica;
           update synod.event set body = replace(body, '${from}', '${to}') where scope = 'library-bus' and seq = 1; commit`,
        );
      try {
        await rename("Purchase", "Purchasf");
        expect(await verify()).toMatchObject({
          code: 1,
          ok: false,
          first_bad: { scope: "at-once/library-bus", seq: 1 },
        });
      } finally {
        await rename("Purchasf", "Purchase");
        await database.end();
      }
    },
  );
});
