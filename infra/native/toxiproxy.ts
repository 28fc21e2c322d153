import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ensureBinary } from "./ensure-binary.ts";
import { freePort } from "./free-port.ts";
import type { NativeServer, StartOptions } from "./native-server.ts";
import { answersHttp } from "./probe.ts";
import { supervise } from "./supervise.ts";

/** Toxiproxy: a proxy between us and a server that can be made slow or broken. Rejects with SYN_SERVER_FAILED. */
export async function startToxiproxy({ dataDir, port: wanted }: StartOptions): Promise<NativeServer> {
  const command = await ensureBinary("toxiproxy");
  const port = wanted ?? (await freePort());
  const log = join(dataDir, "toxiproxy.log");
  await mkdir(dataDir, { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const supervised = await supervise({
    name: "Toxiproxy",
    command,
    args: ["-host", "127.0.0.1", "-port", String(port)],
    logFile: log,
    isReady: () => answersHttp(`${url}/version`),
  });
  return { ...supervised, url, log };
}
