import { readSigningKey, SynodError, type ScopeRef } from "@synod/core";
import { createStore, openPostgres } from "@synod/postgres";
import { systemClock } from "@synod/runtime";
import { readPolicies, verifyLog, type VerifyResult } from "@synod/sdk";
import { inspect } from "../sim/invariants/inspect.ts";
import type { Deployment } from "./deployment.ts";

/** What the log of a deployment says of one scope, and of itself. */
export interface Examination {
  /** I1 to I5 that do not hold, in words. */
  readonly broken: readonly string[];
  readonly lost: number;
  readonly doubled: number;
  /** Of every scope there is. */
  readonly log: VerifyResult;
}

/** A scope that nothing happened to. */
export const SOUND: Pick<Examination, "broken" | "lost" | "doubled"> = { broken: [], lost: 0, doubled: 0 };

/** Reads the deployment's log past its services and recomputes it. */
export async function examine({ env, adminDatabaseUrl }: Deployment, scope: ScopeRef): Promise<Examination> {
  const [master, signing] = [env["SYNOD_MASTER_KEY"], env["SYNOD_SIGNING_KEY"]];
  if (master === undefined || signing === undefined)
    throw new SynodError("SYN_KEY_MISSING", "of the deployment");
  const masterKey = Buffer.from(master, "base64");
  const { finality } = await readPolicies();
  const inputs = { policy: finality, keys: [readSigningKey(signing).jwk] };
  const database = openPostgres(adminDatabaseUrl);
  try {
    const store = createStore({ database, clock: systemClock });
    const { accounts, doubled, broken } = await inspect({ store, scope, masterKey, inputs });
    const log = await verifyLog({ store, masterKey, inputs });
    return { broken, lost: accounts.inFlight, doubled: doubled.length, log };
  } finally {
    await database.close();
  }
}
