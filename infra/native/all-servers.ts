import { join } from "node:path";
import { startMinio } from "./minio.ts";
import { startNats } from "./nats.ts";
import type { NativeServer } from "./native-server.ts";
import { startOpenFga } from "./openfga.ts";
import { startPostgres } from "./postgres.ts";

export interface AllServers {
  /** What Synod's services read: `SYNOD_DATABASE_URL` and so on. */
  readonly env: Readonly<Record<string, string>>;
  readonly servers: Readonly<Record<"postgres" | "nats" | "minio" | "openfga", NativeServer>>;
  readonly stop: () => Promise<void>;
}

/** Starts every server that a deployed Synod needs, below `dataDir`. If one fails, the others are stopped. */
export async function startAll(dataDir: string): Promise<AllServers> {
  const starting = await Promise.allSettled([
    startPostgres({ dataDir: join(dataDir, "postgres") }),
    startNats({ dataDir: join(dataDir, "nats") }),
    startMinio({ dataDir: join(dataDir, "minio") }),
    startOpenFga({ dataDir: join(dataDir, "openfga") }),
  ]);
  const [postgres, nats, minio, openfga] = starting;
  const started = starting.flatMap((result): NativeServer[] =>
    result.status === "fulfilled" ? [result.value] : [],
  );
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
  };
  if (
    postgres.status === "rejected" ||
    nats.status === "rejected" ||
    minio.status === "rejected" ||
    openfga.status === "rejected"
  ) {
    await stop();
    throw starting.find((result) => result.status === "rejected")?.reason;
  }
  return {
    env: {
      SYNOD_DATABASE_URL: postgres.value.url,
      SYNOD_NATS_URL: nats.value.url,
      SYNOD_S3_URL: minio.value.url,
      SYNOD_S3_ACCESS_KEY: minio.value.accessKey,
      SYNOD_S3_SECRET_KEY: minio.value.secretKey,
      SYNOD_OPENFGA_URL: openfga.value.url,
    },
    servers: { postgres: postgres.value, nats: nats.value, minio: minio.value, openfga: openfga.value },
    stop,
  };
}
