import { readFile } from "node:fs/promises";
import type { ScopeId, ScopeRef, TenantId } from "@synod/core";
import type { SynodClient } from "@synod/sdk";
import type { Row } from "../row.ts";
import { bareInserts } from "./bare-inserts.ts";
import type { OneProcess } from "./one-process.ts";
import { demoCase } from "./series.ts";

const TENANTS = 10;
const SCOPES_EACH = 20;
const DOCUMENTS_EACH = 2;
const LOOP_MS_MAX = 100_000;

/** Events a second from the POST to the verdict, beside bare inserts of those very events. */
export async function measureThroughput(host: OneProcess): Promise<Row[]> {
  const { observed, databaseUrl } = host;
  observed.clear();
  const tenants = Array.from({ length: TENANTS }, (_, nth) => `load-${nth + 1}` as TenantId);
  const clients = await Promise.all(tenants.map((tenant) => host.client(tenant)));
  const start = performance.now();
  await Promise.all(tenants.map((tenant, nth) => post(clients[nth], tenant)));
  const isWhole = await observed.verdicts(TENANTS * SCOPES_EACH, DOCUMENTS_EACH, LOOP_MS_MAX);
  const seconds = (performance.now() - start) / 1000;
  const events = [...observed.events];
  const loop = events.length / seconds;
  const bare = await bareInserts(databaseUrl, events);
  const scopes = `${TENANTS * SCOPES_EACH} scopes of ${TENANTS} tenants, ${events.length} events`;
  const row = (name: string, unit: string, measured: number, note: string): Row => ({
    name,
    unit,
    goal: null,
    measured,
    note,
  });
  return [
    row(
      "events through the whole loop",
      "/s",
      loop,
      isWhole ? scopes : `${scopes}, not all were done in time`,
    ),
    row("bare batched inserts of them", "/s", bare.perSecond, bare.note),
    row("loop / bare inserts", "×", loop / bare.perSecond, "side by side on the same PostgreSQL"),
  ];
}

async function post(client: SynodClient | undefined, tenant: TenantId): Promise<void> {
  const folder = await demoCase();
  const documents = await Promise.all(
    folder.files
      .slice(0, DOCUMENTS_EACH)
      .map(async ({ name, path }) => ({ name, bytes: await readFile(path) })),
  );
  for (let nth = 1; nth <= SCOPES_EACH; nth += 1) {
    const scope: ScopeRef = { tenant, scope: `load-${nth}` as ScopeId };
    await client?.configureScope(scope, { ...folder.config, clock: "case" });
    for (const document of documents) await client?.postDocument(scope, document);
  }
}
