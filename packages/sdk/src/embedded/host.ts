import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SynodError, type EventRecord } from "@synod/core";
import type { Analyst, Clock, DocumentKey, Logger, Store } from "@synod/contracts";
import { createFolderBlobs } from "@synod/artifacts";
import { openEmbeddedAuthorizer } from "@synod/authz";
import { createMemoryBus } from "@synod/bus";
import { Writer } from "@synod/ingest";
import { createDeterministicAnalyst } from "@synod/models";
import { createStore, openEmbeddedDatabase } from "@synod/postgres";
import {
  CaseCache,
  EMBEDDED_LIMITS,
  startSwarm,
  systemClock,
  systemRandom,
  type Swarm,
} from "@synod/runtime";
import { readPolicies } from "./policies.ts";
import { keepSigningKey } from "./signing-key-file.ts";
import { openStateFolder } from "./state-folder.ts";
import { swarmHandlers } from "./swarm-handlers.ts";
import { templatesFolder } from "./templates-folder.ts";
import { watchedStore, type CommitWatcher } from "./watched-store.ts";

export interface EmbeddedOptions {
  /** Default: a temporary folder that goes with the host. */
  readonly state?: string;
  readonly analyst?: Analyst;
  readonly logger?: Logger;
  /** Says where the user's cache is. Default: the process's own. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The whole swarm in this process, on an embedded database: nothing but Node. */
export interface EmbeddedHost {
  readonly store: Store;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly masterKey: Uint8Array;
  /** Tells `watcher` of every commit from now on. */
  watch(watcher: CommitWatcher): void;
  /** Lets the handlers work. */
  start(): void;
  /** Drains and frees the state folder. */
  close(): Promise<void>;
}

/** Larger documents are refused before they come here; this bounds what the writer takes. */
const DOCUMENT_BYTES_MAX = 8 * 1024 * 1024;

const QUIET: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Opens the state folder for this process alone. Rejects with SYN_STATE_IN_USE, SYN_STATE_FOREIGN, SYN_STATE_UNWRITABLE, SYN_DISK_FULL. */
export async function openEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedHost> {
  const temporary = options.state === undefined ? await temporaryFolder() : null;
  const dir = options.state ?? temporary ?? "";
  const discard = () =>
    temporary === null ? Promise.resolve() : rm(temporary, { recursive: true, force: true });
  const folder = await openStateFolder(dir, { create: true });
  try {
    const cacheDir = templatesFolder(options.env ?? process.env);
    const database = await openEmbeddedDatabase(folder.database, { cacheDir });
    const watchers: CommitWatcher[] = [];
    const store = watchedStore(createStore({ database, clock: systemClock }), fanOut(watchers));
    const bus = createMemoryBus();
    const blobs = createFolderBlobs(folder.blobs);
    const authorizer = await openEmbeddedAuthorizer(join(dir, "grants.json"));
    const policies = await readPolicies();
    const signingKey = await keepSigningKey(folder.signingKeyFile);
    const { masterKey } = folder;
    const common = {
      store,
      bus,
      clock: systemClock,
      random: systemRandom,
      masterKey,
      limits: EMBEDDED_LIMITS,
    };
    const cache = new CaseCache(store, masterKey, EMBEDDED_LIMITS);
    const analyst = options.analyst ?? createDeterministicAnalyst();
    let swarm: Swarm | null = null;
    return {
      store,
      clock: systemClock,
      masterKey,
      writer: new Writer({ ...common, blobs, cache, documentBytesMax: DOCUMENT_BYTES_MAX }),
      watch: (watcher) => watchers.push(watcher),
      start() {
        swarm ??= startSwarm({
          ...common,
          logger: options.logger ?? QUIET,
          handlers: swarmHandlers({ analyst, blobs, authorizer, policies, signingKey }),
          onFatal: (error) => fanOut(watchers).failed(error),
        });
      },
      async close() {
        await swarm?.stop();
        await bus.close();
        await store.close();
        await database.close();
        folder.release();
        await discard();
      },
    };
  } catch (error) {
    folder.release();
    await discard();
    throw error;
  }
}

async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "synod-state-")).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SynodError("SYN_STATE_UNWRITABLE", `a temporary folder cannot be made: ${reason}`, { cause });
  });
}

function fanOut(watchers: readonly CommitWatcher[]): CommitWatcher {
  return {
    committed: (events: readonly EventRecord[], keys: readonly DocumentKey[]) => {
      for (const watcher of watchers) watcher.committed(events, keys);
    },
    failed: (error: SynodError) => {
      for (const watcher of watchers) watcher.failed(error);
    },
  };
}
