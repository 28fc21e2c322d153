import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { createFolderBlobs } from "@synod/artifacts";
import { createMemoryBus } from "@synod/bus";
import type { Logger } from "@synod/contracts";
import { assertKey, sha256Hex, type IsoInstant, type TenantId } from "@synod/core";
import { createAccessStore, createStore, migrate, openPglite } from "@synod/postgres";
import { CaseCache, DEFAULT_LIMITS, systemClock, systemRandom } from "@synod/runtime";
import { createHealth, createMetrics, PASSING_TRACER } from "@synod/runtime/service";
import type { FastifyInstance } from "fastify";
import { Writer } from "../writer.ts";
import type { HttpBounds } from "./bounds.ts";
import { buildServer } from "./server.ts";

export const DOCUMENT_BYTES_MAX = 10_000;

/** The whole door on a database in this process, listening on a port of its own. */
export interface Door {
  readonly port: number;
  readonly url: string;
  readonly app: FastifyInstance;
  readonly logged: string[];
  readonly stores: Stores;
  /** A new key of a tenant. */
  key(tenant: string): Promise<string>;
  close(): Promise<void>;
}

export type Stores = Awaited<ReturnType<typeof openStores>>;

export async function openStores(folder: string) {
  const database = await openPglite(null);
  await migrate(database);
  return {
    store: createStore({ database, clock: systemClock }),
    access: createAccessStore({ database }),
    blobs: createFolderBlobs(folder),
    close: () => database.close(),
  };
}

export async function openDoor(stores: Stores, bounds: Partial<HttpBounds> = {}): Promise<Door> {
  const { store, access, blobs } = stores;
  const [clock, random, masterKey] = [systemClock, systemRandom, assertKey(randomBytes(32))];
  const logged: string[] = [];
  const log = (fields: object, message: string) => void logged.push(JSON.stringify({ ...fields, message }));
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const cache = new CaseCache(store, masterKey, DEFAULT_LIMITS);
  const writer = new Writer({
    store,
    bus: createMemoryBus(),
    blobs,
    clock,
    random,
    cache,
    masterKey,
    limits: DEFAULT_LIMITS,
    documentBytesMax: DOCUMENT_BYTES_MAX,
  });
  const metrics = createMetrics().registry;
  const health = createHealth({
    service: "ingest",
    dependencies: {},
    metrics,
    clock,
    redact: (text) => text,
  });
  const app = await buildServer({
    writer,
    cache,
    access,
    clock,
    random,
    tracer: PASSING_TRACER,
    logger,
    health,
    documentBytesMax: DOCUMENT_BYTES_MAX,
    bounds,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    app,
    logged,
    stores,
    async key(tenant) {
      const id = randomBytes(6).toString("hex");
      const key = `syn_${id}_${randomBytes(32).toString("base64url")}`;
      const createdAt = new Date().toISOString() as IsoInstant;
      await access.createKey({
        id,
        tenant: tenant as TenantId,
        name: "test",
        hash: sha256Hex(key),
        createdAt,
      });
      return key;
    },
    close: () => app.close(),
  };
}

/** Sends bytes as they are, then says no more; gives what came back until the other side hangs up. */
export function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => (answer += chunk.toString("utf8")));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}
