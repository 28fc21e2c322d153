import type { ScopeRef, TenantId } from "@synod/core";
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

describeReal("cases on real servers", SERVER_VARIABLES, (values) => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment({ servers: await serversOf(values) });
  });
  afterAll(() => deployment.stop());

  const sound = async (scope: ScopeRef) =>
    expect(await examine(deployment, scope)).toMatchObject({ ...SOUND, log: { ok: true, first_bad: null } });

  it.each(CASES)("%s ends with the digest of the embedded run, and its log recomputes", async (name) => {
    const dir = folderOf(name);
    const { report: embedded } = await runEmbedded(dir);
    const scope = await scopeOf("in-order" as TenantId, dir);
    const report = await driveCase(await deployment.client(scope.tenant), scope, dir);
    expect(report.digest).toBe(embedded.digest);
    expect(Object.keys(report).toSorted()).toEqual(Object.keys(embedded).toSorted());
    expect(report).toMatchObject({ verdict: embedded.verdict, v: embedded.v, certificate: expect.any(String) });
    await sound(scope);
  });

  it.each(CASES)("%s posted all at once by parallel clients comes to the same knowledge", async (name) => {
    const dir = folderOf(name);
    const { report: embedded } = await runEmbedded(dir);
    const scope = await scopeOf("at-once" as TenantId, dir);
    const clients: SynodClient[] = [];
    for (let nth = 0; nth < CLIENTS; nth += 1) clients.push(await deployment.client(scope.tenant));
    const report = await driveAtOnce(clients, scope, dir);
    expect(report.knowledge_digest).toBe(embedded.knowledge_digest);
    await sound(scope);
  });
});
