import { readFile } from "node:fs/promises";
import { SynodError, toSynodError, type CaseReport, type ScopeRef, type TenantId } from "@synod/core";
import { systemClock } from "@synod/runtime";
import { readCaseFolder, type CaseFile } from "../case-folder/read.ts";
import { SynodClient } from "../client/client.ts";
import { goalTextsOf, type CaseOutcome, type RoundProgress } from "./progress.ts";
import { quotesOf } from "./quotes.ts";
import { DOCUMENT_BYTES_MAX } from "./run-embedded.ts";

export interface RunRealOptions {
  readonly tenant?: TenantId;
  /** Default: one made of SYNOD_URL and SYNOD_API_KEY. */
  readonly client?: SynodClient;
  readonly env?: NodeJS.ProcessEnv;
  readonly onRound?: (round: RoundProgress) => void;
  readonly signal?: AbortSignal;
  /** How long the case may take from the last document on. Milliseconds. */
  readonly settleMs?: number;
}

const POLL_MS = 100;
const SETTLE_MS = 600_000;

/** Runs a case folder on a deployed Synod: posts its documents in order and follows it to its verdict. */
export async function runReal(dir: string, options: RunRealOptions = {}): Promise<CaseOutcome> {
  const folder = await readCaseFolder(dir);
  const scope: ScopeRef = { tenant: options.tenant ?? ("local" as TenantId), scope: folder.scope };
  const client = options.client ?? clientOf(options.env ?? process.env);
  await client.configureScope(scope, { ...folder.config, clock: "case" });
  const refused: { readonly doc: string; readonly code: string; readonly cause: string }[] = [];
  for (const file of folder.files) {
    const fault = await send(client, scope, file);
    if (fault !== null) refused.push({ doc: file.name, code: fault.code, cause: fault.detail });
  }
  const settledReport = await settled(client, scope, options);
  const known = new Set(settledReport.dead_letters.map(({ doc, code }) => `${doc} ${code}`));
  const unknown = refused.filter(({ doc, code }) => !known.has(`${doc} ${code}`));
  const report = { ...settledReport, dead_letters: [...unknown, ...settledReport.dead_letters] };
  const quoteAt = await quotesOf(report, folder.files, null);
  return { report, goalTexts: goalTextsOf(folder.config), quoteAt };
}

function clientOf(env: NodeJS.ProcessEnv): SynodClient {
  const [url, key] = [env["SYNOD_URL"], env["SYNOD_API_KEY"]];
  if (url === undefined || key === undefined) {
    throw new SynodError("SYN_CONFIG_INVALID", "the real profile needs SYNOD_URL and SYNOD_API_KEY");
  }
  return new SynodClient({ url, key });
}

/** Sends one file; gives the refusal of a document that cannot be taken. */
async function send(
  client: SynodClient,
  scope: ScopeRef,
  { name, path, size, fault }: CaseFile,
): Promise<SynodError | null> {
  if (fault !== null) return new SynodError("SYN_DOCUMENT_UNREADABLE", fault);
  if (size > DOCUMENT_BYTES_MAX)
    return new SynodError(
      "SYN_DOCUMENT_TOO_LARGE",
      `it has ${size} bytes, at most ${DOCUMENT_BYTES_MAX} are taken`,
    );
  try {
    await client.postDocument(scope, { name, bytes: await readFile(path) });
    return null;
  } catch (thrown) {
    const error = toSynodError(thrown);
    if (error.code.startsWith("SYN_DOCUMENT_")) return error;
    throw error;
  }
}

async function settled(client: SynodClient, scope: ScopeRef, options: RunRealOptions): Promise<CaseReport> {
  const deadline = systemClock.monotonic() + (options.settleMs ?? SETTLE_MS);
  let shown = 0;
  for (;;) {
    const report = await client.getScope(scope);
    for (const round of report.history.slice(shown)) options.onRound?.(round);
    shown = report.history.length;
    if (report.settled) return report;
    if (options.signal?.aborted === true)
      throw new SynodError("SYN_INTERRUPTED", `stopped at event ${report.events}`);
    if (systemClock.monotonic() > deadline)
      throw new SynodError("SYN_TIMEOUT", `the case is not settled: ${report.reason}`);
    await systemClock.sleep(POLL_MS, options.signal);
  }
}
