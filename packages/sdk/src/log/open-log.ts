import { readFile } from "node:fs/promises";
import { readSigningKey, type EventRecord } from "@synod/core";
import { assertSchema, createStore, openPglite } from "@synod/postgres";
import { systemClock } from "@synod/runtime";
import { readPolicies } from "../embedded/policies.ts";
import { openStateFolder } from "../embedded/state-folder.ts";
import { allScopes, type VerifiableLog } from "./verify-log.ts";

/** The log of a state folder, to read. */
export interface OpenedLog extends VerifiableLog {
  /** Every event of every scope, in log order. */
  records(): AsyncGenerator<EventRecord>;
  close(): Promise<void>;
}

const PAGE = { eventsMax: 1_000, bytesMax: 8 * 1024 * 1024 } as const;

/** Opens what an earlier run kept, for this process alone. Rejects with SYN_STATE_MISSING, SYN_STATE_IN_USE or SYN_DATABASE_SCHEMA. */
export async function openLog(dir: string): Promise<OpenedLog> {
  const folder = await openStateFolder(dir, { create: false });
  try {
    const database = await openPglite(folder.database);
    await assertSchema(database).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    const store = createStore({ database, clock: systemClock });
    const pem = await readFile(folder.signingKeyFile, "utf8").catch(() => null);
    const { finality } = await readPolicies();
    return {
      store,
      masterKey: folder.masterKey,
      inputs: { policy: finality, keys: pem === null ? null : [readSigningKey(pem).jwk] },
      records: () => recordsOf(store),
      async close() {
        await store.close();
        await database.close();
        folder.release();
      },
    };
  } catch (error) {
    folder.release();
    throw error;
  }
}

async function* recordsOf(store: OpenedLog["store"]): AsyncGenerator<EventRecord> {
  for await (const scope of allScopes(store)) {
    let afterSeq = 0;
    for (;;) {
      const { events } = await store.load({ ...scope, afterSeq, ...PAGE });
      yield* events;
      const last = events.at(-1);
      if (last === undefined) break;
      afterSeq = last.seq;
    }
  }
}
