import { readFile } from "node:fs/promises";
import { SynodError, type CaseReport, type ScopeId, type ScopeRef } from "@synod/core";
import { systemClock } from "@synod/runtime";
import { readCaseFolder, type SynodClient } from "@synod/sdk";

export interface DriveOptions {
  /** Awaited after each document, with how many were posted: the moment to break something. */
  readonly afterDocument?: (posted: number) => Promise<void>;
  /** How long the case may take from the last document on. Milliseconds. */
  readonly settleMs?: number;
}

const POLL_MS = 100;
const SETTLE_MS = 240_000;

/** Posts the documents of a case folder one after the other, and follows the case to its verdict. */
export async function driveCase(
  client: SynodClient,
  scope: ScopeRef,
  dir: string,
  { afterDocument = () => Promise.resolve(), settleMs = SETTLE_MS }: DriveOptions = {},
): Promise<CaseReport> {
  const { config, files } = await readCaseFolder(dir);
  await client.configureScope(scope, { ...config, clock: "case" });
  let posted = 0;
  for (const { name, path } of files) {
    await client.postDocument(scope, { name, bytes: await readFile(path) });
    posted += 1;
    await afterDocument(posted);
  }
  return settled(client, scope, settleMs);
}

/** Posts them all at once, each from the next of the clients. */
export async function driveAtOnce(
  clients: readonly SynodClient[],
  scope: ScopeRef,
  dir: string,
  settleMs = SETTLE_MS,
): Promise<CaseReport> {
  const [first] = clients;
  if (first === undefined) throw new SynodError("SYN_INTERNAL", "no client");
  const { config, files } = await readCaseFolder(dir);
  await first.configureScope(scope, { ...config, clock: "case" });
  const posts = files.map(async ({ name, path }, index) => {
    const client = clients[index % clients.length] ?? first;
    await client.postDocument(scope, { name, bytes: await readFile(path) });
  });
  await Promise.all(posts);
  return settled(first, scope, settleMs);
}

/** The report once nothing is left to do. Rejects with SYN_TIMEOUT and what is known then. */
export async function settled(
  client: SynodClient,
  scope: ScopeRef,
  settleMs = SETTLE_MS,
): Promise<CaseReport> {
  const deadline = systemClock.monotonic() + settleMs;
  for (;;) {
    const report = await client.getScope(scope);
    if (report.settled) return report;
    if (systemClock.monotonic() > deadline)
      throw new SynodError(
        "SYN_TIMEOUT",
        `${scope.tenant}/${scope.scope}: ${report.reason}, ${report.events} events`,
      );
    await systemClock.sleep(POLL_MS);
  }
}

/** The scope of a case folder, under a tenant. */
export async function scopeOf(tenant: ScopeRef["tenant"], dir: string): Promise<ScopeRef> {
  const { scope }: { scope: ScopeId } = await readCaseFolder(dir);
  return { tenant, scope };
}
