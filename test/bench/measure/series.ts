import type { ScopeId, ScopeRef, TenantId } from "@synod/core";
import { readCaseFolder, type CaseFolder, type SynodClient } from "@synod/sdk";
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { ROOT } from "./child.ts";

export const SERIES_SCOPE_COUNT = 6;

const SETTLED_MS_MAX = 60_000;
const POLL_MS = 150;

/** The demo case, several times, one document after another: nothing else happens meanwhile. */
export async function runSeries(
  tenant: TenantId,
  clientOf: (tenant: TenantId) => Promise<SynodClient>,
): Promise<void> {
  const folder = await demoCase();
  const client = await clientOf(tenant);
  for (let nth = 1; nth <= SERIES_SCOPE_COUNT; nth += 1) {
    const scope: ScopeRef = { tenant, scope: `case-${nth}` as ScopeId };
    await client.configureScope(scope, { ...folder.config, clock: "case" });
    for (const { name, path } of folder.files) {
      await client.postDocument(scope, { name, bytes: await readFile(path) });
      await settled(client, scope);
    }
  }
}

export function demoCase(): Promise<CaseFolder> {
  return readCaseFolder(`${ROOT}test/cases/library-bus`);
}

async function settled(client: SynodClient, scope: ScopeRef): Promise<void> {
  const deadline = performance.now() + SETTLED_MS_MAX;
  do {
    await setTimeout(POLL_MS);
    if ((await client.getScope(scope)).settled) return;
  } while (performance.now() < deadline);
  throw new Error(`${scope.scope} did not settle`);
}
