import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ensureBinary } from "./ensure-binary.ts";
import { freePort } from "./free-port.ts";
import type { NativeServer, StartOptions } from "./native-server.ts";
import { answersHttp } from "./probe.ts";
import { supervise } from "./supervise.ts";

export interface S3Server extends NativeServer {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** MinIO on the loopback interface. Its keys are MinIO's well-known ones. Rejects with SYN_SERVER_FAILED. */
export async function startMinio({ dataDir, port: wanted }: StartOptions): Promise<S3Server> {
  const command = await ensureBinary("minio");
  const port = wanted ?? (await freePort());
  const log = join(dataDir, "minio.log");
  const store = join(dataDir, "objects");
  await mkdir(store, { recursive: true });
  const [accessKey, secretKey] = ["minioadmin", "minioadmin"];
  const url = `http://127.0.0.1:${port}`;
  const supervised = await supervise({
    name: "MinIO",
    command,
    args: ["server", store, "--address", `127.0.0.1:${port}`, "--quiet"],
    env: {
      ...process.env,
      MINIO_ROOT_USER: accessKey,
      MINIO_ROOT_PASSWORD: secretKey,
      MINIO_BROWSER: "off",
      MINIO_UPDATE: "off",
    },
    logFile: log,
    isReady: () => answersHttp(`${url}/minio/health/ready`),
  });
  return { ...supervised, url, log, accessKey, secretKey };
}
