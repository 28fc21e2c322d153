import { readFile } from "node:fs/promises";
import {
  caseReport,
  isSettled,
  SynodError,
  toSynodError,
  type CaseConfig,
  type IsoInstant,
  type ScopeRef,
  type TenantId,
} from "@synod/core";
import type { Analyst } from "@synod/contracts";
import type { Writer } from "@synod/ingest";
import { readCaseFolder, type CaseFile, type CaseFolder } from "../case-folder/read.ts";
import { CaseWatch } from "../embedded/case-watch.ts";
import { openEmbedded, type EmbeddedHost } from "../embedded/host.ts";
import { goalTextsOf, roundProgress, type CaseOutcome, type RoundProgress } from "./progress.ts";
import { quotesOf } from "./quotes.ts";

export interface RunEmbeddedOptions {
  /** Keeps log, graph, blobs and keys here, and continues from them. Default: nothing is kept. */
  readonly state?: string;
  /** Default `local`. */
  readonly tenant?: TenantId;
  /** Default: the deterministic analyst, or the model that the environment configures. */
  readonly analyst?: Analyst;
  readonly env?: NodeJS.ProcessEnv;
  readonly onRound?: (round: RoundProgress) => void;
  /** Aborting stops in an orderly way; the same call with the same state folder goes on. */
  readonly signal?: AbortSignal;
}

/** Documents beyond this are refused, and the case goes on. Bytes. */
export const DOCUMENT_BYTES_MAX = 8 * 1024 * 1024;

const ORIGIN = { actor: "user:local", traceparent: null } as const;

/**
 * Runs a case folder to its verdict in this process: no server, no key, no network. Rejects with a
 * SynodError for a folder or state that is not usable; what is wrong with one document is in the report.
 */
export async function runEmbedded(dir: string, options: RunEmbeddedOptions = {}): Promise<CaseOutcome> {
  const folder = await readCaseFolder(dir);
  const scope: ScopeRef = { tenant: options.tenant ?? ("local" as TenantId), scope: folder.scope };
  const host = await openEmbedded(options);
  try {
    return await drive(host, scope, folder, options);
  } finally {
    await host.close();
  }
}

async function drive(
  host: EmbeddedHost,
  scope: ScopeRef,
  folder: CaseFolder,
  options: RunEmbeddedOptions,
): Promise<CaseOutcome> {
  const signal = options.signal ?? new AbortController().signal;
  const watch = new CaseWatch(scope, host.masterKey, roundProgress(options.onRound ?? (() => undefined)));
  await watch.catchUp(host.store);
  host.watch(watch);
  await host.writer.configure(scope, standing(folder.config), ORIGIN);
  for (const file of folder.files) {
    if (signal.aborted) break;
    await bring(host.writer, scope, file);
  }
  host.start();
  await watch.settled(signal);
  if (signal.aborted && !isSettled(watch.state)) {
    throw new SynodError("SYN_INTERRUPTED", `stopped at event ${watch.state.head?.seq ?? 0}`);
  }
  const now = new Date(host.clock.now()).toISOString() as IsoInstant;
  const report = caseReport(watch.state, now);
  const quoteAt = await quotesOf(report, folder.files, watch.state);
  return { report, goalTexts: goalTextsOf(folder.config), quoteAt };
}

/** In a run every rule about time reads the case's clock: resuming a day later changes nothing. */
function standing(config: CaseConfig): CaseConfig {
  return { ...config, clock: "case" };
}

/** Takes one file in. What is wrong with it is recorded and shown; the case goes on. */
async function bring(writer: Writer, scope: ScopeRef, { name, path, size, fault }: CaseFile): Promise<void> {
  if (fault !== null) {
    await writer.refuse(scope, name, size, new SynodError("SYN_DOCUMENT_UNREADABLE", fault), ORIGIN);
    return;
  }
  if (size > DOCUMENT_BYTES_MAX) {
    const error = new SynodError(
      "SYN_DOCUMENT_TOO_LARGE",
      `it has ${size} bytes, at most ${DOCUMENT_BYTES_MAX} are taken`,
    );
    await writer.refuse(scope, name, size, error, ORIGIN);
    return;
  }
  const bytes = await readFile(path).catch((cause: unknown) => unreadable(cause));
  if (bytes instanceof SynodError) {
    await writer.refuse(scope, name, size, bytes, ORIGIN);
    return;
  }
  try {
    await writer.receive(scope, { name, bytes }, ORIGIN);
  } catch (error) {
    // A refusal is in the log; anything else ends the run.
    if (!toSynodError(error).code.startsWith("SYN_DOCUMENT_")) throw error;
  }
}

function unreadable(cause: unknown): SynodError {
  const reason = cause instanceof Error && "code" in cause ? String(cause.code) : toSynodError(cause).detail;
  return new SynodError("SYN_DOCUMENT_UNREADABLE", `it cannot be read: ${reason}`, { cause });
}
