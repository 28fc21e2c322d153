import type { CaseReport, ScopeRef, TenantId } from "@synod/core";
import { systemClock } from "@synod/runtime";
import type { SynodClient } from "@synod/sdk";
import { settled } from "@synod/testkit/deployment/drive";
import { examine, type Examination } from "@synod/testkit/deployment/examine";
import { startRig } from "@synod/testkit/deployment/rig";
import { startScriptedModel } from "@synod/testkit/deployment/scripted-model";

export interface SlowThoughtsOptions {
  /** How long the model thinks about a document, and how often one arrives. Milliseconds. */
  readonly thinkMs: number;
  readonly everyMs: number;
  readonly documents: number;
  /** Agents processes killed while documents arrive. */
  readonly kills: number;
}

export interface SlowThoughts {
  readonly asked: number;
  readonly killed: number;
  readonly report: CaseReport;
  /** The same documents in the same order, undisturbed. */
  readonly undisturbed: CaseReport;
  readonly examination: Examination;
}

const SETTLE_MS_PER_THOUGHT = 30_000;

/** A case read by a slow model, while documents arrive and the processes that think are killed. */
export async function slowThoughts(options: SlowThoughtsOptions): Promise<SlowThoughts> {
  const { thinkMs, everyMs, documents, kills } = options;
  const model = await startScriptedModel(thinkMs);
  const rig = await startRig({
    instances: 2,
    env: {
      SYNOD_MODEL_URL: model.url,
      SYNOD_MODEL_NAME: "scripted",
      SYNOD_MODEL_KEY: "none-is-needed",
      SYNOD_LEASE_MS: "5000",
    },
  });
  try {
    const patience = documents * (thinkMs + SETTLE_MS_PER_THOUGHT);
    const disturbed = { tenant: "disturbed", scope: "crane" } as ScopeRef;
    const client = await rig.deployment.client(disturbed.tenant);
    await configure(client, disturbed);
    let killed = 0;
    for (let nth = 1; nth <= documents; nth += 1) {
      await post(client, disturbed, nth);
      await systemClock.sleep(everyMs);
      const victim = rig.deployment.named("agents")[0];
      if (killed === kills || victim === undefined) continue;
      killed += 1;
      await rig.deployment.restart(victim);
    }
    const report = await settled(client, disturbed, patience);
    const { asked } = model;
    const examination = await examine(rig.deployment, disturbed);
    const calm = await rig.deployment.client("calm" as TenantId);
    const beside = { ...disturbed, tenant: "calm" as TenantId };
    await configure(calm, beside);
    for (let nth = 1; nth <= documents; nth += 1) await post(calm, beside, nth);
    return { asked, killed, report, undisturbed: await settled(calm, beside, patience), examination };
  } finally {
    await rig.stop();
    await model.close();
  }
}

async function configure(client: SynodClient, scope: ScopeRef): Promise<void> {
  const goals = [{ id: "price", text: "Establish the price", about: ["price"] }];
  await client.configureScope(scope, {
    title: "Crane",
    as_of: null,
    clock: "case",
    goals,
    evidence: [],
    documents: [],
  });
}

/** Each says another price, and one thing of its own. */
async function post(client: SynodClient, scope: ScopeRef, nth: number): Promise<void> {
  const text = `The price of the crane is EUR ${400 + nth}. The price of the rail part ${"abcdefghijklmnop"[nth] ?? ""} is EUR ${nth}.`;
  const name = `${String(nth).padStart(2, "0")}.md`;
  await client.postDocument(scope, {
    name,
    bytes: Buffer.from(text),
    date: `2026-01-${String(nth).padStart(2, "0")}`,
  });
}
