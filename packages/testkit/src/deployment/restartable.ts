import type { NativeServer, StartOptions } from "../../../../infra/native/native-server.ts";
import { freePort } from "../../../../infra/native/free-port.ts";

/** A server that can go away and come back at the same address, with what it kept. */
export interface Restartable {
  readonly url: string;
  readonly dataDir: string;
  /** In good order. Again: a no-op. */
  stop(): Promise<void>;
  /** As a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Starts a server that keeps its port. Rejects as `start` does. */
export async function startRestartable(
  start: (options: StartOptions) => Promise<NativeServer>,
  dataDir: string,
): Promise<Restartable> {
  const port = await freePort();
  let server = await start({ dataDir, port });
  return {
    url: server.url,
    dataDir,
    stop: () => server.stop(),
    kill: () => server.kill(),
    async start() {
      server = await start({ dataDir, port });
    },
  };
}
