import { SynodError } from "@synod/core";
import { openLog, verifyLog, type VerifiableLog } from "@synod/sdk";
import type { Io } from "../io.ts";

export interface LogVerifyFlags {
  readonly state?: string;
  /** A URL, or true for that of the environment. */
  readonly database?: string | true;
  readonly json: boolean;
}

/** `synod log verify`: recomputes chains, projections, verdicts and certificates. */
export async function logVerifyCommand(flags: LogVerifyFlags, io: Io): Promise<number> {
  const log = await open(flags, io);
  try {
    const result = await verifyLog(log);
    if (flags.json) io.out(JSON.stringify(result));
    const { ok, scopes, events, first_bad } = result;
    if (first_bad === null) io.err(io.style.good(`ok: ${events} events of ${scopes} scopes recompute`));
    else io.err(io.style.bad(`${first_bad.scope}, event ${first_bad.seq}: ${first_bad.reason}`));
    return ok ? 0 : 1;
  } finally {
    await log.close();
  }
}

async function open(
  { state, database }: LogVerifyFlags,
  { env, signal }: Io,
): Promise<VerifiableLog & { close(): Promise<void> }> {
  if (state !== undefined && database === undefined) return openLog(state);
  if (state !== undefined || database === undefined)
    throw new SynodError("SYN_USAGE", "give either --state DIR or --database [URL]");
  const { openDatabaseLog } = await import("../database-log.ts");
  return openDatabaseLog({ env, signal, ...(database === true ? {} : { url: database }) });
}
