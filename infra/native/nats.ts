import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ensureBinary } from "./ensure-binary.ts";
import { freePort } from "./free-port.ts";
import type { NativeServer, StartOptions } from "./native-server.ts";
import { answersTcp } from "./probe.ts";
import { supervise } from "./supervise.ts";

/** NATS with JetStream on the loopback interface. Rejects with SYN_SERVER_FAILED. */
export async function startNats({ dataDir, port: wanted }: StartOptions): Promise<NativeServer> {
  const command = await ensureBinary("nats-server");
  const port = wanted ?? (await freePort());
  const log = join(dataDir, "nats.log");
  await mkdir(dataDir, { recursive: true });
  const supervised = await supervise({
    name: "NATS",
    command,
    args: [
      "--addr",
      "127.0.0.1",
      "--port",
      String(port),
      "--jetstream",
      "--store_dir",
      join(dataDir, "jetstream"),
    ],
    logFile: log,
    isReady: () => answersTcp(port),
  });
  return { ...supervised, url: `nats://127.0.0.1:${port}`, log };
}
