import { openLog, verifyLog } from "@synod/sdk";
import type { Io } from "../io.ts";

/** `synod log verify --state DIR`: recomputes chains, projections, verdicts and certificates. */
export async function logVerifyCommand(
  flags: { readonly state: string; readonly json: boolean },
  io: Io,
): Promise<number> {
  const log = await openLog(flags.state);
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
