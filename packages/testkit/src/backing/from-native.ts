import { rm } from "node:fs/promises";
import { startMinio } from "../../../../infra/native/minio.ts";
import { startNats } from "../../../../infra/native/nats.ts";
import { startOpenFga } from "../../../../infra/native/openfga.ts";
import { startPostgres } from "../../../../infra/native/postgres.ts";
import { temporaryFolder } from "../../../../infra/native/unprivileged.ts";
import type { RunningServer, ServerKind } from "./server.ts";

interface Started {
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** A process on this machine, out of the cache; built or fetched first if it is not there yet. */
export async function fromNative(server: ServerKind): Promise<RunningServer> {
  const folder = await temporaryFolder(`synod-test-${server}-`);
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const started = await start(server, `${folder}/data`);
    return {
      from: "native",
      env: started.env,
      async stop() {
        await started.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function start(server: ServerKind, dataDir: string): Promise<Started> {
  switch (server) {
    case "postgres": {
      const { url, stop } = await startPostgres({ dataDir, durable: false });
      return { env: { SYNOD_TEST_DATABASE_URL: url }, stop };
    }
    case "nats": {
      const { url, stop } = await startNats({ dataDir });
      return { env: { SYNOD_TEST_NATS_URL: url }, stop };
    }
    case "s3": {
      const { url, accessKey, secretKey, stop } = await startMinio({ dataDir });
      const keys = { SYNOD_TEST_S3_ACCESS_KEY: accessKey, SYNOD_TEST_S3_SECRET_KEY: secretKey };
      return { env: { SYNOD_TEST_S3_URL: url, ...keys }, stop };
    }
    case "openfga": {
      const { url, stop } = await startOpenFga({ dataDir });
      return { env: { SYNOD_TEST_OPENFGA_URL: url }, stop };
    }
    default:
      return server satisfies never;
  }
}
