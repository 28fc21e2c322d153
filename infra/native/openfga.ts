import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ensureBinary } from "./ensure-binary.ts";
import { freePort } from "./free-port.ts";
import type { NativeServer, StartOptions } from "./native-server.ts";
import { answersHttp } from "./probe.ts";
import { runCommand } from "./run-command.ts";
import { supervise } from "./supervise.ts";

const MIGRATE_MS_MAX = 60_000;

/** OpenFGA on the loopback interface; what was written outlives a restart. Rejects with SYN_SERVER_FAILED. */
export async function startOpenFga({ dataDir, port: wanted }: StartOptions): Promise<NativeServer> {
  const command = await ensureBinary("openfga");
  const port = wanted ?? (await freePort());
  const grpcPort = await freePort();
  const log = join(dataDir, "openfga.log");
  await mkdir(dataDir, { recursive: true });
  const datastore = [
    "--datastore-engine=sqlite",
    `--datastore-uri=file:${join(dataDir, "openfga.sqlite")}?_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)`,
  ];
  await runCommand(command, ["migrate", ...datastore], { timeoutMs: MIGRATE_MS_MAX });
  const url = `http://127.0.0.1:${port}`;
  const supervised = await supervise({
    name: "OpenFGA",
    command,
    args: [
      "run",
      ...datastore,
      `--http-addr=127.0.0.1:${port}`,
      `--grpc-addr=127.0.0.1:${grpcPort}`,
      "--playground-enabled=false",
      "--metrics-enabled=false",
      "--log-level=warn",
    ],
    logFile: log,
    isReady: () => answersHttp(`${url}/healthz`),
  });
  return { ...supervised, url, log };
}
