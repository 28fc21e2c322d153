import type { ScopeRef, TenantId } from "@synod/core";
import { runEmbedded, type SynodClient } from "@synod/sdk";
import { DEADLY_AGENTS, DEADLY_WORDS } from "@synod/testkit/deployment/deadly-words";
import { driveCase, scopeOf, settled } from "@synod/testkit/deployment/drive";
import { examine, SOUND } from "@synod/testkit/deployment/examine";
import { keptAlive, type KeptAlive } from "@synod/testkit/deployment/kept-alive";
import { startRig, type Rig } from "@synod/testkit/deployment/rig";
import { afterAll, beforeAll, expect, it } from "vitest";

const CASE = new URL("../cases/library-bus/", import.meta.url).pathname;
/** Crashes without progress that an event is given (packages/runtime, DEFAULT_LIMITS). */
const CRASHES_MAX = 10;
const SETTLE_MS = 280_000;

let rig: Rig;
let agents: KeptAlive[] = [];
beforeAll(async () => {
  rig = await startRig({ instances: 1, env: { SYNOD_LEASE_MS: "1000" } });
  for (const service of rig.deployment.named("agents")) await rig.deployment.drain(service);
  for (let instance = 0; instance < 2; instance += 1)
    agents.push(await keptAlive(rig.deployment, "agents", { main: DEADLY_AGENTS }));
});
afterAll(async () => {
  await Promise.all(agents.map((instance) => instance.stop()));
  await rig.stop();
});

const post = (client: SynodClient, scope: ScopeRef, name: string, text: string) =>
  client.postDocument(scope, { name, bytes: Buffer.from(text) });

it("an event that kills its process every time ends as a dead letter; what stands behind it and beside it goes on", async () => {
  const { report: expected } = await runEmbedded(CASE);
  const poisoned = { tenant: "poisoned", scope: "crane" } as ScopeRef;
  const client = await rig.deployment.client(poisoned.tenant);
  await client.configureScope(poisoned, {
    title: "Crane",
    as_of: null,
    clock: "case",
    goals: [],
    evidence: [],
    documents: [],
  });
  await post(client, poisoned, "01.md", "The total price of the crane is EUR 5.");
  await post(client, poisoned, "02.md", `The total price of the ${DEADLY_WORDS} is EUR 6.`);
  await post(client, poisoned, "03.md", "The warranty of the crane is 5 years.");

  const neighbour = await scopeOf("neighbour" as TenantId, CASE);
  const beside = driveCase(await rig.deployment.client(neighbour.tenant), neighbour, CASE, {
    settleMs: SETTLE_MS,
  });
  const report = await settled(client, poisoned, SETTLE_MS);

  expect(report.dead_letters).toEqual([{ doc: "02.md", code: "SYN_CRASHED", cause: expect.any(String) }]);
  const read = new Set(report.claims.flatMap(({ places }) => places.map(({ doc }) => doc)));
  expect([...read].toSorted()).toEqual(["01.md", "03.md"]);
  const deaths = agents.reduce((sum, instance) => sum + instance.deaths, 0);
  expect(deaths).toBeGreaterThanOrEqual(CRASHES_MAX);
  expect((await beside).digest).toBe(expected.digest);
  expect(await examine(rig.deployment, poisoned)).toMatchObject({ ...SOUND, log: { ok: true } });
});
