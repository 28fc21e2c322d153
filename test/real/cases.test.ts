import type { CaseReport, ScopeRef, TenantId } from "@synod/core";
import { runEmbedded, type SynodClient } from "@synod/sdk";
import { startDeployment, type Deployment } from "@synod/testkit";
import { describeReal } from "@synod/testkit/backing/describe-real";
import { driveAtOnce, driveCase, scopeOf } from "@synod/testkit/deployment/drive";
import { examine, SOUND } from "@synod/testkit/deployment/examine";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SERVER_VARIABLES, serversOf } from "./servers.ts";

const CASES = ["library-bus", "night-ferry"] as const;
const folderOf = (name: string) => new URL(`../cases/${name}/`, import.meta.url).pathname;
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
});
